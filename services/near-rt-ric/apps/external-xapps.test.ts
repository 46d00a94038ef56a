import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { AppPlan, AppTakeover, ControlHeader } from '@chorus/platform/proto.ts';
import { numbers, reportOf, type FakeNode } from '../testing/fake-node.ts';
import type { FakeXapp } from '../testing/fake-xapp.ts';
import { startRic, type TestRic } from '../testing/start-ric.ts';

interface Status {
  enforceStatus: string;
  enforceReason: string;
  refused?: boolean;
  nearRtLoop?: number;
  slot?: number;
}

/** A RIC whose O-DUs take every plan, one process that hosts the scenario's xApp, and one xApp of its own. */
describe('an external xApp', () => {
  let ric: TestRic;
  let nodes: FakeNode[];
  let host: FakeXapp;
  let own: FakeXapp;
  const policy = '/A1-P/v2/policytypes/20102/policies/xapp';
  const call = (method: 'PUT' | 'DELETE', payload?: object) =>
    ric.context.http.inject({ method, url: policy, ...(payload && { payload }) });
  const status = async () => (await ric.get(`${policy}/status`)).body as unknown as Status;
  const until = async (wanted: (told: Status) => boolean) => {
    for (;;) {
      const told = await status();
      if (wanted(told)) return told;
      await new Promise((go) => setTimeout(go, 5));
    }
  };
  const filters = (xapp: FakeXapp, nearRtLoop: number) => {
    const { Nr, Ns, K } = ric.context.topology;
    const users = Array.from({ length: K }, (_, k) => k);
    const message = { users, u: numbers(2 * K * Nr * Ns, 1), w: numbers(K * Ns * Ns, 1) };
    return xapp.control({ style: 'FILTERS', nearRtLoop }, message);
  };
  const isForwarded = async (xapp: FakeXapp, nearRtLoop: number) => {
    const outcomes = await filters(xapp, nearRtLoop);
    const [first] = outcomes;
    if (outcomes.length > 1) return true;
    assert.deepEqual(
      [first.e2NodeId, first.cause?.group, first.cause?.value],
      ['', 'RIC_REQUEST', 'not-in-force'],
    );
    return false;
  };
  /** The host answers the plan that it is told next, and its takeover. */
  const follow = async () => {
    const { generation, assignments } = await host.nextOf('appPlan');
    await host.reportApps({ generation, need: 'KEPT' });
    const { nearRtLoop } = await host.nextOf('appTakeover');
    await host.reportApps({ generation, took: true, nearRtLoop });
    return { nearRtLoop, xapp: assignments.find(({ target }) => target === 'xapp') };
  };

  before(async () => {
    ric = await startRic();
    nodes = await ric.nodes();
    host = ric.xapp();
    await host.subscribe('NEIGHBOURS');
    own = ric.xapp(0, 'own');
    await own.subscribe('NEIGHBOURS');
  });
  after(() => ric.stop());

  it('may listen; its controls are refused and counted while another is in force', async () => {
    assert.equal(await isForwarded(host, 0), true);
    assert.equal(await isForwarded(own, 0), false);
    assert.match(
      await ric.context.metrics.metrics(),
      /ric_refusals_total\{peer="xapp-own",cause="not-in-force"\} 1/,
    );
    const { available } = (await ric.get('/apps')).body as { available: { xapp: string[] } };
    assert.ok(available.xapp.includes('own'));
    assert.ok(available.xapp.includes('closed-form'));
  });

  it('is put in force from one near-RT loop on, at all O-DUs', async () => {
    assert.equal((await call('PUT', { target: 'xapp', app: 'own' })).statusCode, 202);
    const { nearRtLoop, xapp } = await follow();
    assert.deepEqual([xapp?.app, xapp?.external, xapp?.gives], ['own', true, 'filters']);
    const told = await until(({ enforceStatus }) => enforceStatus === 'ENFORCED');
    for (const node of nodes) {
      const styles = node.received.flatMap(({ ricControlRequest }) => {
        if (!ricControlRequest) return [];
        const { header, message } = ricControlRequest;
        const { style } = ControlHeader.decode(header);
        if (style === 'APP_PLAN') assert.equal(AppPlan.decode(message).assignments.length, 4);
        if (style === 'APP_TAKEOVER') assert.equal(AppTakeover.decode(message).nearRtLoop, nearRtLoop);
        return style.startsWith('APP_') ? [style] : [];
      });
      assert.deepEqual(styles, ['APP_PLAN', 'APP_HOLD', 'APP_TAKEOVER']);
    }
    assert.equal(told.refused, undefined);
    assert.equal(await isForwarded(own, nearRtLoop - 1), false);
    assert.equal(await isForwarded(host, nearRtLoop - 1), true);
    assert.equal(await isForwarded(own, nearRtLoop), true);
    assert.equal(await isForwarded(host, nearRtLoop), false);
    const { inForce } = (await ric.get('/apps')).body as { inForce: { xapp: string } };
    assert.equal(inForce.xapp, 'own');
  });

  it('that leaves is replaced by what was below, in the loop that is waited for', async () => {
    const { topology } = ric.context;
    for (const [odu, node] of nodes.entries())
      node.indicate('NEIGHBOURS', { nearRtLoop: 7, slot: 80 }, reportOf(topology, odu, 'NEIGHBOURS'));
    for (let seen = 0; seen < nodes.length; seen++) await host.nextOf('indication');
    own.leave();
    const { nearRtLoop, xapp } = await follow();
    assert.deepEqual([nearRtLoop, xapp?.app], [8, 'closed-form']);
    assert.equal(await isForwarded(host, 8), true);
    const told = await until(({ refused }) => refused === true);
    assert.match(told.enforceReason, /xApp own has left the near-RT RIC; xapp closed-form stays in force/);
  });

  it("that is not connected is asked of the processes that host the scenario's, and refused with their reason", async () => {
    assert.equal((await call('PUT', { target: 'xapp', app: 'own' })).statusCode, 202);
    const { generation, assignments } = await host.nextOf('appPlan');
    assert.equal(assignments.find(({ target }) => target === 'xapp')?.external, false);
    const cause = { group: 'RIC_REQUEST', value: 'xapp-invalid', detail: 'no such app' } as const;
    await host.reportApps({ generation, target: 'xapp', cause });
    const told = await until(({ refused }) => refused === true);
    assert.match(told.enforceReason, /xapp-closed-form-0: no such app/);
    assert.equal(await isForwarded(host, 9), true);
  });

  it('is asked for by a policy that is checked: a bad one is a 400', async () => {
    for (const [payload, field] of [
      [{ target: 'scheme', app: 'none-such' }, /app/],
      [{ target: 'rapp', app: 'x' }, /target/],
      [{ target: 'xapp' }, /app/],
    ] as const) {
      const answer = await call('PUT', payload);
      assert.equal(answer.statusCode, 400);
      assert.match(answer.json<{ field: string }>().field, field);
    }
  });
});
