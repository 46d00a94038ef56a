import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { hasCode } from './errors.ts';
import { connectRedis } from './redis.ts';
import { freePort } from './testing/nats-server.ts';
import { testContext } from './testing/process-context.ts';
import { startRedisServer } from './testing/redis-server.ts';
import { startSentinelPair } from './testing/sentinel.ts';

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

describe('behind Sentinels', { concurrency: true }, () => {
  for (const how of ['dies', 'hangs', 'is made a replica'])
    it(`writes go on when the primary ${how}`, async (t) => {
      const pair = await startSentinelPair(t);
      const context = testContext('near-rt-ric', {}, { redis: pair.address, patienceS: 20 });
      const redis = await connectRedis(context);
      t.after(() => redis.disconnect());
      const address = () => (redis as unknown as { stream: { remotePort: number } }).stream.remotePort;
      const first = address();
      await redis.set('before', 'x');
      // Replication is not awaited by a write.
      await redis.wait(1, 5000);
      if (how === 'is made a replica') await pair.failover();
      else pair.signalPrimary(how === 'dies' ? 'SIGKILL' : 'SIGSTOP');
      // Until the change the old primary takes writes, and may forget them.
      while ((await redis.info('replication')).includes('role:slave') || address() === first)
        await new Promise((resolve) => setTimeout(resolve, 50));
      await redis.set('after', 'y');
      assert.deepEqual(await redis.mget('before', 'after'), ['x', 'y']);
      assert.deepEqual(context.failures, []);
    });
});
