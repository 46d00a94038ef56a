// What shards tell each other, over a real nats-server.
import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import { connectBus } from '@chorus/platform/bus.ts';
import { Counts } from '@chorus/platform/counters.ts';
import { impairmentsOf } from '@chorus/platform/impairments.ts';
import { startNatsServer, type NatsServer } from '@chorus/platform/testing/nats-server.ts';
import { testContext } from '@chorus/platform/testing/process-context.ts';
import { ImpairmentSchedule } from '../impairment-schedule.ts';
import { ChangeTeller } from './change-teller.ts';
import { FurtherShard } from './further-shard.ts';
import { ShardBus } from './messages.ts';

const never = new AbortController().signal;

describe('shards', () => {
  let nats: NatsServer;
  before(async () => {
    nats = await startNatsServer();
  });
  after(() => nats.stop());

  /** One of three shards, with the bus under its own. */
  async function shard(t: TestContext, number: number) {
    const context = testContext('ru-sim', {}, { nats: nats.address });
    const bus = await connectBus(context);
    t.after(() => bus.stop());
    const invalid = new Counts(context.metrics, 'invalid_total', 'dropped', ['message']);
    const shardBus = new ShardBus({ bus, invalid, log: context.log }, { shard: number, shards: 3 });
    const start = impairmentsOf(context.scenario);
    const schedule = new ImpairmentSchedule(start, { rtLoops: 10, lead: 1 });
    const dropped = (message: 'slips' | 'impairments') => invalid.cell({ message }).value;
    return { bus, shardBus, schedule, start, dropped };
  }

  it('know of a change once each has said so, also one that comes up late', async (t) => {
    const [first, second, third] = [await shard(t, 0), await shard(t, 1), await shard(t, 2)];
    const teller = new ChangeTeller({ others: [1, 2], patienceS: 5 });
    await teller.start(first.shardBus);
    const further = (one: typeof first) =>
      new FurtherShard({ schedule: one.schedule, onBus: () => one.shardBus });
    await further(second).start(second.bus, () => undefined);
    const set = { ...first.start, speed_mps: 30, csi_error_db: -10 };
    teller.tell({ set, nearRtLoop: 1, slot: 11 });
    assert.equal(teller.known(10), true, 'nothing changes by slot 10');
    assert.equal(teller.known(11), false);
    await further(third).start(third.bus, () => undefined);
    await teller.untilKnown(11, never);
    for (const { schedule } of [second, third]) {
      for (let slot = 0; slot < 10; slot++) {
        schedule.begin(slot);
        assert.equal(schedule.prepare(slot + 1), null);
      }
      schedule.begin(10);
      assert.deepEqual(schedule.prepare(11), { set, nearRtLoop: 1, slot: 11 });
    }
  });

  it('that do not answer are named after the patience', async (t) => {
    const first = await shard(t, 0);
    const teller = new ChangeTeller({ others: [1, 2], patienceS: 0.15 });
    await teller.start(first.shardBus);
    teller.tell({ set: first.start, nearRtLoop: 1, slot: 11 });
    await assert.rejects(teller.untilKnown(11, never), {
      code: 'CHORUS_PEER_LOST',
      message: 'lost ru-sim-1, ru-sim-2: no acknowledgement of impairments within 0.15 s',
    });
    await teller.untilKnown(11, AbortSignal.abort());
  });

  it('drop and count what is no message of a shard, and go on', async (t) => {
    const [first, second] = [await shard(t, 0), await shard(t, 1)];
    const heard: number[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    await first.shardBus.listen<{ total: number }>('slips', ({ total }) => {
      if (heard.push(total) === 1) resolve();
    });
    for (const [subject, text] of [
      ['ru-sim.1.slips', '{'],
      ['ru-sim.1.slips', '{"total":-1}'],
      ['ru-sim.1.slips', '{}'],
      ['ru-sim.9.slips', '{"total":4}'],
      ['ru-sim.x.slips', '{"total":4}'],
    ])
      second.bus.publish(subject, Buffer.from(text));
    second.shardBus.tell('slips', { total: 2 });
    await promise;
    assert.deepEqual(heard, [2]);
    assert.equal(first.dropped('slips'), 5);
  });

  it('do not take a set of impairments that is not whole, and say so by their silence', async (t) => {
    const [first, second] = [await shard(t, 0), await shard(t, 1)];
    const acknowledged: number[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    await first.shardBus.listen<{ id: number }>('known', ({ id }) => {
      acknowledged.push(id);
      if (id === 2) resolve();
    });
    await new FurtherShard({ schedule: second.schedule, onBus: () => second.shardBus }).start(
      second.bus,
      () => undefined,
    );
    first.shardBus.tell('impairments', { id: 1, set: { speed_mps: 3 }, nearRtLoop: 1, slot: 11 });
    first.shardBus.tell('impairments', { id: 2, set: first.start, nearRtLoop: 1, slot: 11 });
    await promise;
    assert.deepEqual(acknowledged, [2]);
    assert.equal(second.dropped('impairments'), 1);
  });
});
