import { isIP } from 'node:net';
import { ChorusError } from '@chorus/platform/errors.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/**
 * Keeps other web pages from steering the testbed: a browser says which page asks (Origin), and a form cannot send
 * JSON. A page whose name was made to lead here (DNS rebinding) has its own name as Host.
 */
export function refuseOtherOrigins(api: FastifyInstance): void {
  api.addHook('onRequest', async ({ method, headers }) => {
    if (method === 'GET' || method === 'HEAD') return;
    const { host = '', origin } = headers;
    if (!isOwnName(host))
      throw new ChorusError('CHORUS_ORIGIN_REFUSED', {
        field: 'Host',
        value: host,
        allowed: 'an IP address or localhost',
      });
    const own = `http://${host}`;
    if (origin !== undefined && origin !== own)
      throw new ChorusError('CHORUS_ORIGIN_REFUSED', { field: 'Origin', value: origin, allowed: own });
    if (method !== 'DELETE') requireJson(headers);
  });
}

function requireJson({ 'content-type': type = '' }: FastifyRequest['headers']): void {
  if (/^application\/json\s*(;|$)/i.test(type)) return;
  throw new ChorusError('CHORUS_FIELD_INVALID', {
    field: 'Content-Type',
    value: type,
    allowed: 'application/json',
  });
}

function isOwnName(host: string): boolean {
  const name = host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
  return isIP(name) !== 0 || name === 'localhost';
}
