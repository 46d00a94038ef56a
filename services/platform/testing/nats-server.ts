import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { connect } from '@nats-io/transport-node';

/** A real nats-server on a free port. */
export interface NatsServer {
  /** host:port */
  readonly address: string;
  stop(): Promise<void>;
}

/**
 * Starts nats-server; answers clients once the promise resolves.
 *
 * @param store a folder for JetStream; without one there is none
 */
export async function startNatsServer(port?: number, store?: string): Promise<NatsServer> {
  const chosen = port ?? (await freePort());
  const address = `127.0.0.1:${chosen}`;
  const jetStream = store === undefined ? [] : ['-js', '-sd', store];
  const args = ['-a', '127.0.0.1', '-p', String(chosen), ...jetStream];
  const child = spawn('nats-server', args, { stdio: 'ignore' });
  const died = once(child, 'exit').then(([code]) => {
    throw new Error(`nats-server ended with ${String(code)}`);
  });
  died.catch(() => undefined);
  for (;;) {
    try {
      const connection = await Promise.race([connect({ servers: address, reconnect: false }), died]);
      await connection.close();
      break;
    } catch (error) {
      if (child.exitCode !== null || (error as NodeJS.ErrnoException).code === 'ENOENT') throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  return {
    address,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** A TCP port of the loopback interface that nothing listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
