import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { parseEndpoint } from '@chorus/platform/endpoint.ts';
import { ChorusError } from '@chorus/platform/errors.ts';

// Below the range from which Linux and macOS draw the ports of outgoing connections, so that none of
// those takes a port between our look and the process's own listening.
const FIRST = 20000;
const LAST = 32000;

/** `count` different TCP ports of the loopback interface that nobody listens on. */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = randomInt(FIRST, LAST);
    if (!ports.has(port) && (await isFree('127.0.0.1', port))) ports.add(port);
  }
  return [...ports];
}

/** @throws ChorusError CHORUS_PORT_IN_USE when somebody listens on the address already */
export async function assertFree(address: string, purpose: string): Promise<void> {
  const endpoint = parseEndpoint(address);
  if ('path' in endpoint) return;
  if (!(await isFree(endpoint.host, endpoint.port)))
    throw new ChorusError('CHORUS_PORT_IN_USE', { address, purpose });
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(error);
    });
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
