import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatEndpoint, parseEndpoint, parseTcpEndpoint } from './endpoint.ts';
import { hasCode } from './errors.ts';

const usage = (error: unknown) => hasCode(error, 'CHORUS_USAGE');

test('reads a host with a port, an IPv6 address and a Unix socket, and writes them back', () => {
  const endpoints = [
    ['127.0.0.1:80', { host: '127.0.0.1', port: 80 }],
    ['near-rt-ric:0', { host: 'near-rt-ric', port: 0 }],
    ['[::1]:65535', { host: '::1', port: 65535 }],
    ['unix:/run/a b.sock', { path: '/run/a b.sock' }],
  ] as const;
  for (const [text, endpoint] of endpoints) {
    assert.deepEqual(parseEndpoint(text), endpoint);
    assert.equal(formatEndpoint(endpoint), text);
  }
});

test('refuses what is no address', () => {
  for (const text of ['', 'localhost', ':80', 'a:b', '1.2.3.4:65536', '::1:80', 'unix:', 'a:1:2'])
    assert.throws(() => parseEndpoint(text), usage, text);
});

test('refuses a Unix socket where only TCP will do', () => {
  assert.throws(() => parseTcpEndpoint('unix:/a'), usage);
  assert.deepEqual(parseTcpEndpoint('a:1'), { host: 'a', port: 1 });
});
