import { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { ChorusError } from './errors.ts';
import { parseRedisAddress } from './redis-address.ts';
import { withPatience } from './retry.ts';

const RECONNECT_WAIT_MS = 100;
/** Until a command without an answer is sent to whom the Sentinels then name. */
const SILENCE_MS = 3000;

/** What a connection to Redis needs of a process; a ProcessContext has it. */
export interface RedisContext {
  readonly options: { readonly redis: string; readonly patienceS: number };
  readonly signal: AbortSignal;
  readonly log: Logger;
  fail(error: unknown): void;
}

/**
 * Connects to Redis, waiting `options.patienceS` for it. A server that goes away is waited for as long
 * again; then the process fails. Behind Sentinels the primary that they name takes its place.
 *
 * @throws ChorusError CHORUS_PEER_TIMEOUT
 */
export async function connectRedis(context: RedisContext): Promise<Redis> {
  const { options, log, signal } = context;
  let connected = false;
  let lost: NodeJS.Timeout | null = null;
  const retry = () => (connected && !signal.aborted ? RECONNECT_WAIT_MS : null);
  const address = parseRedisAddress(options.redis);
  const redis = new Redis({
    ...address,
    lazyConnect: true,
    maxRetriesPerRequest: null,
    retryStrategy: retry,
    sentinelRetryStrategy: retry,
    // A primary that hangs, or whose machine is gone, closes no connection.
    ...('sentinels' in address && { socketTimeout: SILENCE_MS }),
    // A primary that has become a replica refuses writes: ask the Sentinels anew, and send it again.
    reconnectOnError: (error) => (error.message.startsWith('READONLY') ? 2 : false),
  });
  redis.on('error', (error: Error) => log.debug({ err: error }, 'redis connection'));
  try {
    await withPatience(
      { peer: 'redis-server', address: options.redis, seconds: options.patienceS, signal },
      async () => {
        if (redis.status !== 'ready') await redis.connect();
        await redis.ping();
      },
    );
  } catch (error) {
    redis.disconnect();
    throw error;
  }
  connected = true;
  redis.on('ready', () => {
    if (lost !== null) clearTimeout(lost);
    lost = null;
  });
  redis.on('reconnecting', () => {
    if (lost !== null) return;
    log.warn('lost redis-server, trying again');
    const reason = `it did not come back within ${options.patienceS} s`;
    const giveUp = () => context.fail(new ChorusError('CHORUS_PEER_LOST', { peer: 'redis-server', reason }));
    lost = setTimeout(giveUp, 1000 * options.patienceS).unref();
  });
  return redis;
}
