import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasCode } from './errors.ts';
import { connectRedis } from './redis.ts';
import { freePort } from './testing/nats-server.ts';
import { testContext } from './testing/process-context.ts';
import { startRedisServer } from './testing/redis-server.ts';

test('a server that never comes is named with its address', async () => {
  const redis = `127.0.0.1:${await freePort()}`;
  const context = testContext('near-rt-ric', {}, { redis, patienceS: 0.3 });
  await assert.rejects(
    connectRedis(context),
    (error) => hasCode(error, 'CHORUS_PEER_TIMEOUT') && error.message.includes(redis),
  );
});

test('a server that goes away and stays away fails the process', async () => {
  const server = await startRedisServer();
  const context = testContext('near-rt-ric', {}, { redis: server.address, patienceS: 0.3 });
  const redis = await connectRedis(context);
  await redis.set('key', 'value');
  await server.stop();
  const failure = await context.failed;
  redis.disconnect();
  assert(hasCode(failure, 'CHORUS_PEER_LOST'));
  assert.match(failure.message, /redis-server/);
});
