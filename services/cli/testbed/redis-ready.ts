import { connect } from 'node:net';
import { parseEndpoint } from '@chorus/platform/endpoint.ts';
import { withPatience } from '@chorus/platform/retry.ts';

/** Waits until a redis-server answers PING. @throws ChorusError CHORUS_PEER_TIMEOUT */
export async function untilRedisAnswers(
  address: string,
  seconds: number,
  signal: AbortSignal,
): Promise<void> {
  await withPatience({ peer: 'redis-server', address, seconds, signal }, () => ping(address));
}

function ping(address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ ...parseEndpoint(address), timeout: 1000 });
    socket.once('connect', () => socket.write('PING\r\n'));
    socket.once('timeout', () => socket.destroy(new Error('no answer')));
    socket.once('error', reject);
    socket.once('data', (data) => {
      socket.destroy();
      if (data.toString().startsWith('+PONG')) resolve();
      else reject(new Error(`answered ${JSON.stringify(data.toString().slice(0, 40))}`));
    });
  });
}
