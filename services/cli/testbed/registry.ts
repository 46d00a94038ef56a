import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ChorusError } from '@chorus/platform/errors.ts';
import type { Addresses } from './addresses.ts';

/** What a run's folder says of it: `testbed.json`. */
export interface TestbedEntry {
  id: string;
  state: 'starting' | 'running' | 'stopped' | 'failed';
  scenario: string;
  scenarioFile: string;
  overrides: string[];
  seed: number;
  scheme: string;
  startedAt: string;
  launcherPid: number;
  processes: { name: string; role: string; pid: number; http: string | null; log: string }[];
  addresses: Addresses | null;
  failure?: string;
}

const KEPT_RUNS = 20;

/** The runs below a home folder. */
export class Registry {
  readonly folder: string;

  constructor(home: string) {
    this.folder = join(home, 'runs');
  }

  /** Makes the folder of a new run, and forgets the oldest of those that are over. */
  create(): { id: string; folder: string } {
    mkdirSync(this.folder, { recursive: true });
    this.#prune();
    const time = new Date().toISOString().replaceAll(/[-:.Z]/g, '');
    const id = `${time}-${randomBytes(2).toString('hex')}`;
    const folder = join(this.folder, id);
    mkdirSync(folder);
    return { id, folder };
  }

  /** Replaces testbed.json in one step, so that a reader never sees half of it. */
  write(entry: TestbedEntry): void {
    const file = join(this.folder, entry.id, 'testbed.json');
    writeFileSync(`${file}.new`, `${JSON.stringify(entry, null, 2)}\n`);
    renameSync(`${file}.new`, file);
  }

  /** Every run, newest first. */
  list(): TestbedEntry[] {
    return this.#ids()
      .map((id) => this.#read(id))
      .filter((entry) => entry !== null);
  }

  /** The runs whose launcher lives, newest first. */
  running(): TestbedEntry[] {
    return this.list().filter(isRunning);
  }

  /** The newest running testbed, or the one with this id. @throws ChorusError CHORUS_NO_TESTBED */
  find(id?: string): TestbedEntry {
    const found = this.running().find((entry) => id === undefined || entry.id === id);
    if (found === undefined) throw new ChorusError('CHORUS_NO_TESTBED', { where: this.folder });
    return found;
  }

  #ids(): string[] {
    try {
      return readdirSync(this.folder).sort().reverse();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }

  #read(id: string): TestbedEntry | null {
    try {
      return JSON.parse(readFileSync(join(this.folder, id, 'testbed.json'), 'utf8')) as TestbedEntry;
    } catch (error) {
      if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
      throw error;
    }
  }

  #prune(): void {
    const over = this.list().filter((entry) => !isRunning(entry));
    for (const { id } of over.slice(KEPT_RUNS))
      rmSync(join(this.folder, id), { recursive: true, force: true });
  }
}

/** Whether the launcher of a run lives. A recycled pid is told by what it runs, where /proc says so. */
export function isRunning({ state, launcherPid }: TestbedEntry): boolean {
  if (state !== 'starting' && state !== 'running') return false;
  try {
    process.kill(launcherPid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return launcherPid === process.pid || looksLikeUs(launcherPid);
}

function looksLikeUs(pid: number): boolean {
  try {
    return /node/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
  } catch (error) {
    // No /proc on this system, or none any more for this process.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
