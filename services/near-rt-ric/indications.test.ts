import assert from 'node:assert/strict';
import { after, before, beforeEach, afterEach, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { IndicationHeader, RicIndication } from '@chorus/platform/proto.ts';
import { FakeNode, numbers, reportOf } from './testing/fake-node.ts';
import type { FakeXapp } from './testing/fake-xapp.ts';
import { startRic, type TestRic } from './testing/start-ric.ts';

const end = (loop: number) => ({ nearRtLoop: loop, slot: (loop + 1) * 10 });

describe('subscriptions and indications', () => {
  let ric: TestRic;
  let nodes: FakeNode[];
  let xapp: FakeXapp;
  const indicate = (odu: number, loop: number) =>
    nodes[odu].indicate('NEIGHBOURS', end(loop), reportOf(ric.context.topology, odu, 'NEIGHBOURS', loop));

  before(async () => {
    ric = await startRic();
  });
  after(() => ric.stop());
  beforeEach(async () => {
    nodes = await ric.nodes();
    xapp = ric.xapp();
  });
  afterEach(() => {
    xapp.close();
    for (const node of nodes) node.close();
  });

  it('keeps a report in the SDL before it tells those who subscribed', async () => {
    const { subscribed } = await xapp.subscribe('NEIGHBOURS');
    assert.deepEqual(subscribed?.e2Nodes, ['o-du-0', 'o-du-1']);
    indicate(1, 3);
    const { indication } = await xapp.next();
    assert.deepEqual(indication, { e2NodeId: 'o-du-1', sdlKey: 'o-du-1.NEIGHBOURS', ...end(3) });
    const value = await ric.redis.client.getBuffer('{precoding},o-du-1.NEIGHBOURS');
    const kept = RicIndication.decode(value as Buffer);
    assert.equal(IndicationHeader.decode(kept.header).slot, 40);
    assert.deepEqual((await ric.redis.client.smembers('{precoding},nodes')).sort(), ['o-du-0', 'o-du-1']);
  });

  it('writes all of it again to a Redis that has lost it', async () => {
    await xapp.subscribe('NEIGHBOURS');
    indicate(0, 4);
    await xapp.next();
    const { client } = ric.redis;
    await client.flushall();
    await client.call('client', 'kill', 'type', 'normal', 'skipme', 'yes');
    const there = async () =>
      (await client.exists('{precoding},o-du-0.NEIGHBOURS')) + (await client.scard('{precoding},nodes'));
    while ((await there()) < 3) await setTimeout(5);
    const kept = RicIndication.decode((await client.getBuffer('{precoding},o-du-0.NEIGHBOURS')) as Buffer);
    assert.equal(IndicationHeader.decode(kept.header).slot, 50);
  });

  it('merges the subscriptions of replicas, and deletes with the last of them', async () => {
    const second = ric.xapp(1);
    await Promise.all([xapp.subscribe('NEIGHBOURS'), second.subscribe('NEIGHBOURS')]);
    assert.equal(nodes[0].subscriptions.length, 1);
    indicate(0, 5);
    for (const one of [xapp, second]) {
      let event = await one.next();
      while (event.indication?.slot !== 60) event = await one.next();
      assert.equal(event.indication.e2NodeId, 'o-du-0');
    }
    second.leave();
    xapp.leave();
    await nodes[0].next('ricSubscriptionDeleteRequest');
    assert.equal(
      nodes[0].received.filter((pdu) => pdu.ricSubscriptionDeleteRequest).length,
      0,
      'one subscription, one deletion',
    );
    second.close();
  });

  it('tells only those who subscribed to that report', async () => {
    const other = ric.xapp(1);
    await xapp.subscribe('NEIGHBOURS');
    await other.subscribe('SERVED_CSI');
    const csi = reportOf(ric.context.topology, 0, 'SERVED_CSI');
    nodes[0].indicate('SERVED_CSI', { nearRtLoop: 6, slot: 61 }, csi);
    assert.equal((await other.next()).indication?.sdlKey, 'o-du-0.SERVED_CSI');
    indicate(0, 6);
    let event = await xapp.next();
    while (event.indication?.slot !== 70) {
      assert.equal(event.indication?.sdlKey.endsWith('.NEIGHBOURS'), true);
      event = await xapp.next();
    }
    assert.equal(other.pending, 0);
    other.close();
  });

  it('tells a late subscriber the last of every node at once', async () => {
    await xapp.subscribe('NEIGHBOURS');
    for (const odu of [0, 1]) indicate(odu, 8);
    for (let seen = 0; seen < 2;) if ((await xapp.next()).indication?.slot === 90) seen++;
    const late = ric.xapp(2);
    await late.subscribe('NEIGHBOURS');
    const told = [await late.next(), await late.next()].map(({ indication }) => indication);
    assert.deepEqual(told.map((notice) => notice?.e2NodeId).sort(), ['o-du-0', 'o-du-1']);
    assert.deepEqual(
      told.map((notice) => notice?.slot),
      [90, 90],
    );
    late.close();
  });

  it('subscribes again to a node that set up again or was reset', async () => {
    await xapp.subscribe('NEIGHBOURS');
    const returned = ric.node(0);
    await returned.setup(ric.context.digest);
    await returned.next('ricSubscriptionRequest');
    returned.send({ resetRequest: { cause: { group: 'MISC', value: 'om-intervention' } } });
    await returned.next('resetResponse');
    await returned.next('ricSubscriptionRequest');
    nodes[0].close();
    nodes[0] = returned;
    indicate(0, 10);
    let event = await xapp.next();
    while (event.indication?.slot !== 110) event = await xapp.next();
  });

  it('refuses a bad report with a Cause: it reaches neither the SDL nor an xApp', async () => {
    await xapp.subscribe('NEIGHBOURS');
    indicate(0, 20);
    let event = await xapp.next();
    while (event.indication?.slot !== 210) event = await xapp.next();
    const good = reportOf(ric.context.topology, 0, 'NEIGHBOURS');
    const nan = numbers(good.channel.length / 4, NaN);
    const spoilt: [Partial<typeof good>, string][] = [
      [{ ...good, channel: good.channel.subarray(8) }, 'payload-length'],
      [{ ...good, channel: nan }, 'payload-not-finite'],
      [{ ...good, users: [] }, 'semantic-error'],
    ];
    for (const [message, cause] of spoilt) {
      nodes[0].indicate('NEIGHBOURS', end(21), message);
      const answer = await nodes[0].next('errorIndication');
      assert.equal(answer.cause.value, cause);
      assert.notEqual(answer.id, null);
    }
    nodes[0].send({ ricIndication: { id: { requestor: 1, instance: 9999 } } });
    assert.match((await nodes[0].next('errorIndication')).cause.detail, /request id is 9999/);
    indicate(0, 22);
    assert.equal((await xapp.next()).indication?.slot, 230);
  });

  it('answers an xApp of another scenario with an error', async () => {
    await assert.rejects(xapp.subscribe('NEIGHBOURS', { scenarioDigest: 'ffff' }), /ffff/);
    await assert.rejects(xapp.subscribe('NEIGHBOURS', { ranFunction: 3 }), /ran_function is 3/);
  });
});
