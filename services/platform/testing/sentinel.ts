import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { Redis } from 'ioredis';
import { freePort } from './nats-server.ts';

/** A real primary and a replica, watched over by one Sentinel; ended with the test. */
export interface SentinelPair {
  /** As `--redis` takes it. */
  readonly address: string;
  /** Ends the primary, or stops it in its tracks; the Sentinel notices after half a second. */
  signalPrimary(signal: 'SIGKILL' | 'SIGSTOP'): void;
  /** Makes the Sentinel change the two's places while both live. */
  failover(): Promise<void>;
}

export async function startSentinelPair(t: TestContext): Promise<SentinelPair> {
  const folder = mkdtempSync(join(tmpdir(), 'chorus-sentinel-'));
  const children: ChildProcess[] = [];
  const clients: Redis[] = [];
  t.after(async () => {
    for (const client of clients) client.disconnect();
    const ended = children
      .filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)
      .map((child) => once(child, 'exit'));
    for (const child of children) child.kill('SIGKILL');
    await Promise.all(ended);
    rmSync(folder, { recursive: true });
  });
  const start = async (port: number, ...args: string[]) => {
    const child = spawn('redis-server', args, { stdio: 'ignore', cwd: folder });
    children.push(child);
    const client = new Redis({ port, retryStrategy: () => 20, maxRetriesPerRequest: null });
    client.on('error', () => undefined);
    clients.push(client);
    await client.ping();
    return { child, client };
  };
  const ports = [await freePort(), await freePort(), await freePort()];
  const data = (port: number) => ['--port', String(port), '--bind', '127.0.0.1', '--save', ''];
  const primary = await start(ports[0], ...data(ports[0]));
  const quickly = ['--repl-diskless-sync-delay', '0', '--replicaof', '127.0.0.1', String(ports[0])];
  await start(ports[1], ...data(ports[1]), ...quickly);
  const lines = [
    `port ${ports[2]}`,
    'bind 127.0.0.1',
    `sentinel monitor sdl 127.0.0.1 ${ports[0]} 1`,
    'sentinel down-after-milliseconds sdl 500',
    'sentinel failover-timeout sdl 3000',
  ];
  writeFileSync(join(folder, 'sentinel.conf'), `${lines.join('\n')}\n`);
  const { client } = await start(ports[2], 'sentinel.conf', '--sentinel');
  // Without a replica that it knows of and that is in step it could promote none.
  for (;;) {
    const replicas = (await client.call('sentinel', 'replicas', 'sdl')) as string[][];
    if (replicas.some((fields) => fields[fields.indexOf('master-link-status') + 1] === 'ok')) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    address: `sentinel://127.0.0.1:${ports[2]}/sdl`,
    signalPrimary: (signal) => primary.child.kill(signal),
    async failover() {
      await client.call('sentinel', 'failover', 'sdl');
    },
  };
}
