import { parseEndpoint, parseTcpEndpoints, type Endpoint } from './endpoint.ts';
import { ChorusError } from './errors.ts';

/** One redis-server, or the Sentinels that know which of several is the primary called `name`. */
export type RedisAddress = Endpoint | { sentinels: { host: string; port: number }[]; name: string };

const SENTINEL = /^sentinel:\/\/(?<sentinels>[^/]+)\/(?<name>[\w.-]+)$/;

/**
 * Reads `HOST:PORT`, `unix:PATH` or `sentinel://HOST:PORT,HOST:PORT,.../NAME`.
 *
 * @throws ChorusError CHORUS_USAGE
 */
export function parseRedisAddress(text: string): RedisAddress {
  if (!text.startsWith('sentinel:')) return parseEndpoint(text);
  const { sentinels, name } = SENTINEL.exec(text)?.groups ?? {};
  if (sentinels === undefined)
    throw new ChorusError('CHORUS_USAGE', {
      reason: `${JSON.stringify(text)} is no address; expected sentinel://HOST:PORT,HOST:PORT,.../NAME`,
    });
  return { sentinels: parseTcpEndpoints(sentinels), name };
}
