import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseTcpEndpoint } from '@chorus/platform/endpoint.ts';
import type { FoundServer } from './servers.ts';
import type { ProcessPlan } from './spawn.ts';

// A D2 message with channels exceeds the 1 MiB that nats-server allows by default on large networks.
export const NATS_MAX_PAYLOAD = 8 * 2 ** 20;

/** The testbed's own redis-server: nothing on disk, loopback only. */
export function redisPlan(found: FoundServer, address: string, folder: string): ProcessPlan {
  const { host, port } = parseTcpEndpoint(address);
  const ephemeral = ['--save', '', '--appendonly', 'no'];
  const own = ['--bind', host, '--port', String(port), '--dir', folder, ...ephemeral];
  const command =
    found.kind === 'binary'
      ? [found.path, ...own]
      : [...dockerRun(found.path, address, 6379), found.image, 'redis-server', ...ephemeral];
  return { name: 'redis', role: 'server', command };
}

/** The testbed's own nats-server, with JetStream for the queue of `chorus experiment`. */
export function natsPlan(found: FoundServer, address: string, folder: string): ProcessPlan {
  const { host, port } = parseTcpEndpoint(address);
  const config = join(folder, 'nats.conf');
  const inside = found.kind === 'docker';
  const listen = inside ? '0.0.0.0:4222' : `${host}:${port}`;
  // In a container the store goes with it.
  const store = inside ? '/tmp/jetstream' : join(folder, 'jetstream');
  writeFileSync(
    config,
    [
      `listen: ${JSON.stringify(listen)}`,
      `max_payload: ${NATS_MAX_PAYLOAD}`,
      `jetstream { store_dir: ${JSON.stringify(store)}, max_memory_store: 64MB, max_file_store: 1GB }`,
      '',
    ].join('\n'),
  );
  const command = inside
    ? [
        ...dockerRun(found.path, address, 4222),
        '-v',
        `${config}:/nats.conf:ro`,
        found.image,
        '-c',
        '/nats.conf',
      ]
    : [found.path, '-c', config];
  return { name: 'nats', role: 'server', command };
}

/** `docker run` hands SIGTERM on to the container. */
function dockerRun(docker: string, address: string, port: number): string[] {
  return [docker, 'run', '--rm', '--init', '-p', `${address}:${port}`];
}
