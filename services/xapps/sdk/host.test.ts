import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { odusOfUser, range } from '@chorus/phy';
import type { FakeNode } from '@chorus/near-rt-ric/testing/fake-node.ts';
import { numbers, reportOf } from '@chorus/near-rt-ric/testing/fake-node.ts';
import { startRic, testScenario, type TestRic } from '@chorus/near-rt-ric/testing/start-ric.ts';
import { connectBus, type Bus } from '@chorus/platform/bus.ts';
import { ControlHeader, ControlMessage } from '@chorus/platform/proto.ts';
import { testContext, type TestContext } from '@chorus/platform/testing/process-context.ts';
import { XappHost } from './host.ts';
import { fault } from './testing/fixture-xapp.ts';

const scenario = {
  ...testScenario,
  xapp: { name: resolve(import.meta.dirname, 'testing/fixture-xapp.ts'), replicas: 2 },
};

describe('xApp host', () => {
  let ric: TestRic;
  let nodes: FakeNode[];
  let bus: Bus;
  let contexts: TestContext[];
  let hosts: XappHost[];
  const records: Record<string, unknown>[] = [];

  const context = (index: number, change: Record<string, unknown> = {}) =>
    testContext(
      `xapp-fixture-${index}`,
      { ...scenario, ...change },
      {
        index,
        redis: ric.redis.address,
        nats: ric.nats,
        xappApi: ric.ric.xappApiAddress,
        patienceS: 5,
      },
    );
  const report = (loop: number, value = loop) => {
    for (const [odu, node] of nodes.entries())
      node.indicate(
        'NEIGHBOURS',
        { nearRtLoop: loop, slot: 10 * (loop + 1) },
        reportOf(ric.context.topology, odu, 'NEIGHBOURS', value),
      );
  };
  /** Controls of a loop at an O-DU, until all its users are there: U's first number and W_00 by user. */
  const filtersAt = async (odu: number, loop: number) => {
    const { topology } = ric.context;
    const { Nr, Ns } = topology;
    const wanted = range(topology.K).filter((k) => odusOfUser(topology, k).includes(odu));
    const found = new Map<number, [number, number]>();
    while (found.size < wanted.length) {
      const { header, message } = await nodes[odu].next('ricControlRequest');
      if (ControlHeader.decode(header).nearRtLoop !== loop) continue;
      const { users, u, w } = ControlMessage.decode(message);
      const [U, W] = [u, w].map((bytes) => new Float32Array(Uint8Array.from(bytes).buffer));
      for (const [i, k] of users.entries()) found.set(k, [U[i * 2 * Nr * Ns], W[i * Ns * Ns]]);
    }
    return found;
  };

  before(async () => {
    ric = await startRic(scenario);
    nodes = await ric.nodes();
    bus = await connectBus(testContext('listener', {}, { nats: ric.nats }));
    await bus.subscribe('kpi.*', (bytes) =>
      records.push(JSON.parse(Buffer.from(bytes).toString()) as Record<string, unknown>),
    );
    contexts = [context(0), context(1)];
    hosts = contexts.map((one) => new XappHost(one));
    await Promise.all(hosts.map((host) => host.start()));
  });
  afterEach(() => {
    fault.user = null;
  });
  after(async () => {
    for (const one of contexts) one.abort();
    await Promise.all(hosts.map((host) => host.stop()));
    await bus.stop();
    await ric.stop();
  });

  it('completes a testbed: the RIC has all its peers', () => ric.started);

  it('answers the reports of a loop with filters for the next, replicas together for all users', async () => {
    report(2);
    for (const odu of range(nodes.length))
      for (const [user, values] of await filtersAt(odu, 3)) assert.deepEqual(values, [2, 3], `user ${user}`);
  });

  it('keeps the last filters of a user for whom the app fails, and counts it', async () => {
    for (const [n, how] of (['throw', 'nan'] as const).entries()) {
      const loop = 10 + 2 * n;
      report(loop);
      await filtersAt(0, loop + 1);
      Object.assign(fault, { user: 0, how });
      report(loop + 1);
      const [odu] = odusOfUser(ric.context.topology, 0);
      const found = await filtersAt(odu, loop + 2);
      assert.deepEqual(found.get(0), [loop, loop + 1], how);
      for (const [user, values] of found) if (user !== 0) assert.deepEqual(values, [loop + 1, loop + 2]);
      fault.user = null;
    }
    const metrics = await contexts[0].metrics.metrics();
    assert.match(metrics, /xapp_app_failures_total 2/);
    assert.deepEqual(contexts[0].failures, []);
  });

  it('goes on when a node sets up again and repeats its report', async () => {
    report(20);
    await filtersAt(0, 21);
    const returned = ric.node(0);
    await returned.setup(ric.context.digest);
    await returned.next('ricSubscriptionRequest');
    nodes[0].close();
    nodes[0] = returned;
    const message = reportOf(ric.context.topology, 0, 'NEIGHBOURS', 20);
    returned.indicate('NEIGHBOURS', { nearRtLoop: 20, slot: 210 }, message);
    for (const values of (await filtersAt(0, 21)).values()) assert.deepEqual(values, [20, 21]);
  });

  it('publishes one record per near-RT loop', async () => {
    report(30);
    await filtersAt(0, 31);
    const mine = () => records.find((one) => one['process'] === 'xapp-fixture-1' && one['nearRtLoop'] === 31);
    while (mine() === undefined) await new Promise((go) => setTimeout(go, 5));
    assert.equal(mine()?.['slot'], 310);
    assert.deepEqual(Object.keys(mine()?.['wall'] as object).sort(), [
      'controlMs',
      'sdlMs',
      'unixMs',
      'xAppMs',
    ]);
  });

  it('ignores a report that the RIC refused, and takes the next', async () => {
    const bad = { ...reportOf(ric.context.topology, 0, 'NEIGHBOURS'), channel: numbers(3, 1) };
    nodes[0].indicate('NEIGHBOURS', { nearRtLoop: 40, slot: 410 }, bad);
    await nodes[0].next('errorIndication');
    report(41);
    for (const values of (await filtersAt(0, 42)).values()) assert.deepEqual(values, [41, 42]);
  });

  it('ends with a coded error where the RIC runs another scenario, and where it is no replica', async () => {
    const other = new XappHost(context(0, { seed: 9 }));
    await assert.rejects(other.start(), { code: 'CHORUS_E2_REFUSED' });
    await other.stop();
    await assert.rejects(new XappHost(context(2)).start(), { code: 'CHORUS_USAGE' });
  });
});
