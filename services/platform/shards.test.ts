import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listenAddress, shardAddresses, shardName } from './shards.ts';

test('the first shard is ru-sim, the others have numbers', () => {
  assert.deepEqual([0, 1, 12].map(shardName), ['ru-sim', 'ru-sim-1', 'ru-sim-12']);
});

test('an O-DU needs the address of every shard', () => {
  assert.deepEqual(shardAddresses('a:1,unix:/b', 2), ['a:1', 'unix:/b']);
  assert.throws(() => shardAddresses('a:1', 2), {
    code: 'CHORUS_USAGE',
    message: /this scenario has 2 shards of ru-sim; allowed: as many addresses/,
  });
  assert.throws(() => shardAddresses('a:1,b', 2), { code: 'CHORUS_USAGE', message: /"b" is no address/ });
});

test('a shard listens on the only address, or on its own of all', () => {
  assert.equal(listenAddress('0.0.0.0:1', 2, 3), '0.0.0.0:1');
  assert.equal(listenAddress('a:1,b:2,c:3', 2, 3), 'c:3');
  assert.throws(() => listenAddress('a:1,b:2', 0, 3), { code: 'CHORUS_USAGE' });
});
