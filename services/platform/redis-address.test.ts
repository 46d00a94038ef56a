import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseRedisAddress } from './redis-address.ts';

test('one server, or Sentinels and the name of their primary', () => {
  assert.deepEqual(parseRedisAddress('redis:6379'), { host: 'redis', port: 6379 });
  assert.deepEqual(parseRedisAddress('unix:/run/redis.sock'), { path: '/run/redis.sock' });
  assert.deepEqual(parseRedisAddress('sentinel://redis-0.redis:26379,[::1]:26380/sdl'), {
    sentinels: [
      { host: 'redis-0.redis', port: 26379 },
      { host: '::1', port: 26380 },
    ],
    name: 'sdl',
  });
});

test('refuses Sentinels without a name, without a port or without any', () => {
  for (const text of [
    'sentinel://a:1',
    'sentinel://a:1/',
    'sentinel:///sdl',
    'sentinel://a/sdl',
    'sentinel:a:1',
  ])
    assert.throws(() => parseRedisAddress(text), { code: 'CHORUS_USAGE' }, text);
});
