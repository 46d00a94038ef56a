import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { ReportBatch } from './report-batch.ts';

type Written = Readonly<Record<string, Uint8Array>>;

function batchOf(nodes: number) {
  const written: Written[] = [];
  const early: number[][] = [];
  const confirmed: number[][] = [];
  const redis = Promise.withResolvers<void>();
  const failed = Promise.withResolvers<unknown>();
  const batch = new ReportBatch(
    {
      sdl: {
        setAndPublish: (_channel, _events, values) => {
          written.push(values);
          return redis.promise;
        },
      },
      subscription: {
        announceEarly: (notices) => {
          early.push(notices.map(({ slot }) => slot));
          return new Set();
        },
        announce: (notices) => void confirmed.push(notices.map(({ slot }) => slot)),
      },
      fail: failed.resolve,
    },
    { nodes },
  );
  const add = (odu: number, slot: number) => {
    const e2NodeId = `o-du-${odu}`;
    const notice = { e2NodeId, nearRtLoop: slot / 10 - 1, slot, sdlKey: `${e2NodeId}.NEIGHBOURS` };
    batch.add(notice, Buffer.from([slot]));
  };
  return { add, written, early, confirmed, redis, failed };
}

describe('reports on their way to the SDL', () => {
  it('of all nodes are one write; who wants is told with it, the others when it is confirmed', async () => {
    const { add, written, early, confirmed, redis } = batchOf(2);
    add(0, 10);
    add(1, 10);
    await setImmediate();
    assert.deepEqual(written, [
      { 'o-du-0.NEIGHBOURS': Buffer.from([10]), 'o-du-1.NEIGHBOURS': Buffer.from([10]) },
    ]);
    assert.deepEqual([early, confirmed], [[[10, 10]], []]);
    redis.resolve();
    await setImmediate();
    assert.deepEqual(confirmed, [[10, 10]]);
  });

  it('do not wait for a node that is away', async () => {
    const { add, written } = batchOf(2);
    add(0, 10);
    while (written.length === 0) await setImmediate();
    assert.deepEqual(Object.keys(written[0]), ['o-du-0.NEIGHBOURS']);
  });

  it('of a node that is late are not held again', async () => {
    const { add, written } = batchOf(2);
    add(0, 10);
    while (written.length === 0) await setImmediate();
    add(1, 10);
    await setImmediate();
    assert.deepEqual(written.map(Object.keys), [['o-du-0.NEIGHBOURS'], ['o-du-1.NEIGHBOURS']]);
  });

  it('give way to newer ones of the same node', async () => {
    const { add, written, early } = batchOf(2);
    for (const slot of [10, 20, 30]) for (const odu of [0, 1]) add(odu, slot);
    await setImmediate();
    assert.deepEqual(early, [[30, 30]]);
    assert.equal(written.length, 1);
    await setImmediate();
    assert.equal(written.length, 1);
  });

  it('that Redis does not take end the RIC', async () => {
    const { add, confirmed, redis, failed } = batchOf(1);
    add(0, 10);
    await setImmediate();
    redis.reject(new Error('OOM'));
    assert.match(String(await failed.promise), /OOM/);
    assert.deepEqual(confirmed, []);
  });
});
