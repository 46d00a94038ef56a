import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ChorusError } from '@chorus/platform/errors.ts';

/** A server of the testbed that is not ours. */
export type ServerName = 'redis-server' | 'nats-server';

/** How a server can be run on this machine. */
export type FoundServer = { kind: 'binary'; path: string } | { kind: 'docker'; path: string; image: string };

/** What looking for a server needs of the machine. */
export interface Machine {
  /** The path of a program, or null. */
  find(program: string): string | null;
  readonly isRoot: boolean;
  /** Runs a command to its end; true for exit code 0. */
  run(command: readonly string[]): boolean;
  say(text: string): void;
}

const images: Record<ServerName, string> = {
  'redis-server': 'redis:7-bookworm',
  'nats-server': 'nats:2.10-alpine',
};

/**
 * Looks for a server: installed, else installed by apt-get (as root), else as a container.
 *
 * @throws ChorusError CHORUS_SERVER_ABSENT with the line to type
 */
export function findServer(server: ServerName, machine: Machine): FoundServer {
  const path = findProgram([server], machine);
  if (path !== null) return { kind: 'binary', path };
  const docker = machine.find('docker');
  if (docker !== null && machine.run([docker, 'info'])) {
    const image = images[server];
    if (!machine.run([docker, 'image', 'inspect', image])) {
      machine.say(`fetching ${image}, as ${server} is not installed`);
      machine.run([docker, 'pull', image]);
    }
    return { kind: 'docker', path: docker, image };
  }
  const install = lineToType(machine, ['redis-server', 'nats-server']);
  throw new ChorusError('CHORUS_SERVER_ABSENT', { server, install });
}

/** A program under one of its names: installed, else installed by apt-get (as root) under the first; else null. */
export function findProgram(names: readonly string[], machine: Machine): string | null {
  for (const name of names) {
    const path = machine.find(name);
    if (path !== null) return path;
  }
  return aptInstall([names[0]], machine) ? machine.find(names[0]) : null;
}

/** Installs Debian packages, as root; false where that is impossible or failed. */
export function aptInstall(packages: readonly string[], machine: Machine): boolean {
  const apt = machine.find('apt-get');
  if (apt === null || !machine.isRoot) return false;
  machine.say(`installing ${packages.join(', ')} (apt-get), which takes a moment`);
  const installed = () => machine.run([apt, 'install', '-y', '--no-install-recommends', ...packages]);
  // A fresh machine knows no packages before its first update.
  return installed() || (machine.run([apt, 'update']) && installed());
}

/** What a person types to install programs, by their Debian names. */
export function lineToType(machine: Machine, programs: readonly string[]): string {
  if (machine.find('apt-get') !== null) return `sudo apt-get install -y ${programs.join(' ')}`;
  // Homebrew calls it redis.
  const brewed = programs.map((program) => program.replace('redis-server', 'redis'));
  if (machine.find('brew') !== null) return `brew install ${brewed.join(' ')}`;
  return `install ${programs.join(' and ')} with the package manager of this machine`;
}

/** This machine: PATH, and the folders that PATH often leaves out for people who are not root. */
export function thisMachine(say: (text: string) => void): Machine {
  const path = (process.env['PATH'] ?? '').split(delimiter);
  const folders = [
    ...path,
    '/usr/sbin',
    '/usr/local/bin',
    '/usr/local/sbin',
    '/opt/homebrew/bin',
    '/snap/bin',
  ];
  return {
    find: (program) => folders.map((folder) => join(folder, program)).find(isExecutable) ?? null,
    isRoot: process.getuid?.() === 0,
    run: ([command = '', ...args]) =>
      spawnSync(command, args, {
        stdio: 'ignore',
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      }).status === 0,
    say,
  };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
