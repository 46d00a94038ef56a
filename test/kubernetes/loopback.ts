// Names and paths of a cluster on one machine: every pod has a loopback address of its own, so that ports stay.
import { randomInt } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './overlays.ts';
import type { Container, Pod } from './pods.ts';

const SEARCH = [
  dirname(process.execPath),
  '/usr/local/bin',
  '/usr/bin',
  '/bin',
  '/usr/sbin',
  '/usr/local/sbin',
];

/** Puts pods on loopback addresses and their mounts into folders. */
export class Loopback {
  private readonly folder: string;
  private readonly addresses: ReadonlyMap<Pod, string>;
  private readonly byHost = new Map<string, string>();

  constructor(pods: readonly Pod[], folder: string) {
    this.folder = folder;
    // All of 127.0.0.0/8 is the loopback interface's on Linux.
    const net = `127.${randomInt(1, 255)}.${randomInt(0, 256)}`;
    this.addresses = new Map(pods.map((pod, n) => [pod, `${net}.${n + 1}`]));
    for (const [pod, address] of this.addresses)
      for (const host of pod.hosts) if (!this.byHost.has(host)) this.byHost.set(host, address);
  }

  addressOf(pod: Pod): string {
    return this.addresses.get(pod) as string;
  }

  /** A container's text, read in its pod: `0.0.0.0`, a pod's name, or a Service's with a port. */
  localize(text: string, pod: Pod): string {
    return text
      .replaceAll('0.0.0.0', this.addressOf(pod))
      .replace(
        /(?<![\w.-])[a-z][\w-]*(\.[a-z][\w-]*)?(?![\w.-])(?=(:\d)?)/g,
        (name, set, port: string | undefined) =>
          set !== undefined || port !== undefined ? (this.byHost.get(name) ?? name) : name,
      );
  }

  /** The command line of a container, in its environment and no other, from the folder of the image. */
  command(pod: Pod, container: Container): string[] {
    const places = container.mounts.map(
      ({ path, volume, files }) => [path, this.place(pod, volume, files)] as const,
    );
    const local = (text: string) => {
      const mount = places.find(([path]) => text === path || text.startsWith(`${path}/`));
      return mount === undefined ? this.localize(text, pod) : mount[1] + text.slice(mount[0].length);
    };
    const variables = Object.entries(container.environment).map(([name, value]) => `${name}=${local(value)}`);
    const search = `PATH=${SEARCH.join(':')}`;
    return ['/usr/bin/env', '-i', '-C', root, search, ...variables, ...container.command.map(local)];
  }

  /** A volume's folder, filled once: the other containers of the pod may be reading its files. */
  private place(pod: Pod, volume: string, files: Readonly<Record<string, string>>): string {
    const place = join(this.folder, pod.name, volume);
    if (existsSync(place)) return place;
    mkdirSync(place, { recursive: true });
    for (const [name, text] of Object.entries(files))
      writeFileSync(join(place, name), this.localize(text, pod));
    return place;
  }
}
