import { ChorusError } from './errors.ts';

/** Where a socket listens or connects to; node:net takes it as it is. */
export type Endpoint = { host: string; port: number } | { path: string };

/**
 * Reads `host:port`, `[ipv6]:port` or `unix:PATH`.
 *
 * @throws ChorusError CHORUS_USAGE
 */
export function parseEndpoint(text: string): Endpoint {
  if (text.startsWith('unix:') && text.length > 5) return { path: text.slice(5) };
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = Number(digits);
  if (host === undefined || port > 65535)
    throw new ChorusError('CHORUS_USAGE', {
      reason: `${JSON.stringify(text)} is no address; expected HOST:PORT or unix:PATH`,
    });
  return { host, port };
}

/** The text that `parseEndpoint` reads. */
export function formatEndpoint(endpoint: Endpoint): string {
  if ('path' in endpoint) return `unix:${endpoint.path}`;
  const { host, port } = endpoint;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Like `parseEndpoint` where only TCP will do. @throws ChorusError CHORUS_USAGE */
export function parseTcpEndpoint(text: string): { host: string; port: number } {
  const endpoint = parseEndpoint(text);
  if ('path' in endpoint)
    throw new ChorusError('CHORUS_USAGE', { reason: `${JSON.stringify(text)}: expected HOST:PORT here` });
  return endpoint;
}

/** HOST:PORT addresses of one service, separated by commas. @throws ChorusError CHORUS_USAGE */
export function parseTcpEndpoints(text: string): { host: string; port: number }[] {
  return text.split(',').map((one) => parseTcpEndpoint(one.trim()));
}
