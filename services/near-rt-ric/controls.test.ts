import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { odusOfUser, range } from '@chorus/phy';
import { ControlHeader, ControlMessage } from '@chorus/platform/proto.ts';
import { connectBus } from '@chorus/platform/bus.ts';
import { testContext } from '@chorus/platform/testing/process-context.ts';
import { FakeNode, numbers, reportOf } from './testing/fake-node.ts';
import type { FakeXapp } from './testing/fake-xapp.ts';
import { startRic, type TestRic } from './testing/start-ric.ts';

interface E2Body {
  nearRtLoops: number;
  complexNumbersPerNearRtLoop: number;
  byProcedure: Record<string, { down: { complexNumbers: number; deliveredComplexNumbers: number } }>;
}

describe('controls', () => {
  let ric: TestRic;
  let nodes: FakeNode[];
  let xapp: FakeXapp;
  const filters = (users: number[]) => {
    const { Nr, Ns } = ric.context.topology;
    return { users, u: numbers(2 * users.length * Nr * Ns, 1), w: numbers(users.length * Ns * Ns, 1) };
  };
  const e2 = async () => (await ric.get('/e2')).body as unknown as E2Body;

  before(async () => {
    ric = await startRic();
    nodes = await ric.nodes();
    xapp = ric.xapp();
    await xapp.subscribe('NEIGHBOURS');
  });
  after(() => ric.stop());

  it('reach the O-DUs that they concern, and the outcome says what became of them', async () => {
    const { topology } = ric.context;
    const outcomes = await xapp.control({ style: 'FILTERS', nearRtLoop: 4 }, filters([0, 1]));
    const odus = range(topology.U).filter((u) => [0, 1].some((k) => odusOfUser(topology, k).includes(u)));
    assert.deepEqual(
      outcomes,
      odus.map((odu) => ({ e2NodeId: `o-du-${odu}`, applied: 1, appliedAtSlot: 11, cause: null })),
    );
    for (const odu of odus) {
      const { header, message, ranFunction } = await nodes[odu].next('ricControlRequest');
      assert.equal(ranFunction, 200);
      assert.equal(ControlHeader.decode(header).nearRtLoop, 4);
      const own = [0, 1].filter((k) => odusOfUser(topology, k).includes(odu));
      assert.deepEqual(ControlMessage.decode(message).users, own);
    }
  });

  it('that are bad are refused as a whole and never forwarded', async () => {
    const good = filters([0]);
    const before = nodes.map(({ received }) => received.length);
    for (const [header, message, cause] of [
      [{ style: 'FILTERS' }, { ...good, u: good.u.subarray(4) }, 'payload-length'],
      [{ style: 'FILTERS' }, { ...good, w: numbers(4, NaN) }, 'payload-not-finite'],
      [{ style: 'FILTERS' }, { ...good, users: [99] }, 'semantic-error'],
      [{ style: 'QUALITY_OF_SERVICE' }, { users: [0], rMin: numbers(1, 4) }, 'semantic-error'],
    ] as const) {
      const [outcome, ...others] = await xapp.control(header, { ...message, users: [...message.users] });
      assert.deepEqual([outcome.e2NodeId, outcome.cause?.value, others.length], ['', cause, 0]);
    }
    const [undecodable] = await xapp.controlBytes(Buffer.from('ffffff', 'hex'));
    assert.equal(undecodable.cause?.value, 'transfer-syntax-error');
    assert.deepEqual(
      nodes.map(({ received }) => received.length),
      before,
    );
    const metrics = await ric.context.metrics.metrics();
    assert.match(metrics, /ric_refusals_total\{peer="xapp-closed-form",cause="payload-length"\} 1/);
  });

  it("that a node refuses carry the node's own cause", async () => {
    const { anchor } = ric.context.topology;
    const odu = anchor[0];
    nodes[odu].answers = false;
    const outcome = xapp.control({ style: 'FILTERS', nearRtLoop: 5 }, filters([0]));
    let request = await nodes[odu].next('ricControlRequest');
    while (ControlHeader.decode(request.header).nearRtLoop !== 5)
      request = await nodes[odu].next('ricControlRequest');
    const cause = { group: 'RIC_REQUEST', value: 'control-message-stale', detail: 'late' } as const;
    nodes[odu].send({ ricControlFailure: { id: request.id, cause } });
    nodes[odu].answers = true;
    const own = (await outcome).find(({ e2NodeId }) => e2NodeId === `o-du-${odu}`);
    assert.deepEqual(own?.cause, cause);
  });

  it('are accounted by loop: filters once per user, further copies apart; the loop becomes a KPI record', async () => {
    const { topology, digest } = ric.context;
    const { Nr, Ns, K, observed } = topology;
    const bus = await connectBus(testContext('listener', {}, { nats: ric.nats }));
    const { promise: record, resolve } = Promise.withResolvers<Record<string, unknown>>();
    await bus.subscribe('kpi.near-rt-ric', (bytes) => {
      const found = JSON.parse(Buffer.from(bytes).toString()) as Record<string, unknown>;
      if (found['nearRtLoop'] === 30) resolve(found);
    });
    const before = await e2();
    const everyone = range(K);
    await xapp.control({ style: 'FILTERS', nearRtLoop: 30 }, filters(everyone));
    for (const [odu, node] of nodes.entries())
      node.indicate('NEIGHBOURS', { nearRtLoop: 30, slot: 310 }, reportOf(topology, odu, 'NEIGHBOURS'));
    const expected = K * (Nr * Ns + (Ns * Ns) / 2) + K * observed[0].length * Nr * Ns;
    const { e2: own, wall } = (await record) as { e2: Record<string, number>; wall: Record<string, number> };
    assert.equal(own['complexNumbers'], expected);
    assert.equal(typeof wall['protobufBytes'], 'number');
    const after = await e2();
    const control = (body: E2Body) => body.byProcedure['RICControl'].down;
    const perUser = Nr * Ns + (Ns * Ns) / 2;
    assert.equal(control(after).complexNumbers - control(before).complexNumbers, K * perUser);
    const copies = everyone.reduce((sum, k) => sum + odusOfUser(topology, k).length, 0);
    assert.equal(
      control(after).deliveredComplexNumbers - control(before).deliveredComplexNumbers,
      copies * perUser,
    );
    assert.equal(digest.length, 16);
    await bus.stop();
  });

  it('to a node that is not set up, or leaves before it answers, say so', async () => {
    const { anchor } = ric.context.topology;
    const odu = anchor[0];
    nodes[odu].answers = false;
    const lost = xapp.control({ style: 'FILTERS', nearRtLoop: 40 }, filters([0]));
    let request = await nodes[odu].next('ricControlRequest');
    while (ControlHeader.decode(request.header).nearRtLoop !== 40)
      request = await nodes[odu].next('ricControlRequest');
    nodes[odu].close();
    const find = (outcomes: Awaited<typeof lost>) =>
      outcomes.find(({ e2NodeId }) => e2NodeId === `o-du-${odu}`);
    assert.equal(find(await lost)?.cause?.value, 'connection-lost');
    const absent = await xapp.control({ style: 'FILTERS', nearRtLoop: 41 }, filters([0]));
    assert.equal(find(absent)?.cause?.value, 'not-connected');
  });
});
