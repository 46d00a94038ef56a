import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readHello } from './hello.ts';

const greeting = { odus: 4, digest: 'abc', shard: 1, shards: 2 };
const read = (hello: object, ours = greeting) => readHello(Buffer.from(JSON.stringify(hello)), ours);

test('an O-DU that means this shard is welcome; one that says none means the only one', () => {
  assert.deepEqual(read({ odu: 3, digest: 'abc', shard: 1, shards: 2 }), { odu: 3 });
  assert.deepEqual(read({ odu: 3, digest: 'abc' }, { ...greeting, shard: 0, shards: 1 }), { odu: 3 });
});

test('one that has the addresses in another order, or another number of shards, is told', () => {
  const reason = (hello: object) => read({ odu: 3, digest: 'abc', ...hello });
  assert.deepEqual(reason({ shard: 0, shards: 2 }), {
    reason: 'meant for shard 0 of 2, this is shard 1 of 2',
  });
  assert.deepEqual(reason({ shard: 1, shards: 3 }), {
    reason: 'meant for shard 1 of 3, this is shard 1 of 2',
  });
  assert.deepEqual(reason({}), { reason: 'meant for shard 0 of 1, this is shard 1 of 2' });
});
