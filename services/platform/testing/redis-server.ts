import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Redis } from 'ioredis';
import { freePort } from './nats-server.ts';

/** A real redis-server on a free port, which writes nothing to disk. */
export interface RedisServer {
  /** host:port */
  readonly address: string;
  /** A client of its own; closed by `stop`. */
  readonly client: Redis;
  stop(): Promise<void>;
}

/** Starts redis-server; answers clients once the promise resolves. */
export async function startRedisServer(): Promise<RedisServer> {
  const port = await freePort();
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const child = spawn('redis-server', options, { stdio: 'ignore' });
  const died = once(child, 'exit').then(([code]) => {
    throw new Error(`redis-server ended with ${String(code)}`);
  });
  died.catch(() => undefined);
  const client = new Redis({ host: '127.0.0.1', port, retryStrategy: () => 20, maxRetriesPerRequest: null });
  client.on('error', () => undefined);
  await Promise.race([client.ping(), died]);
  return {
    address: `127.0.0.1:${port}`,
    client,
    async stop() {
      client.disconnect();
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
}
