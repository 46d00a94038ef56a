import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Client, credentials, status as grpcStatus, type ServiceError } from '@grpc/grpc-js';
import { encodeModel, modelChecksum, type Model } from '@chorus/learning';
import type { FakeNode } from '@chorus/near-rt-ric/testing/fake-node.ts';
import { reportOf } from '@chorus/near-rt-ric/testing/fake-node.ts';
import { startRic, testScenario, type TestRic } from '@chorus/near-rt-ric/testing/start-ric.ts';
import { range } from '@chorus/phy';
import { ControlHeader, ControlMessage, XappModelsReport, xappService } from '@chorus/platform/proto.ts';
import { testContext, type TestContext } from '@chorus/platform/testing/process-context.ts';
import { startModelServer, type ModelServer } from '@chorus/platform/testing/model-server.ts';
import { drawActorModel } from '@chorus/xapp-actor/testing/actor-model.ts';
import { XappHost } from './host.ts';

const scenario = { ...testScenario, xapp: { name: 'actor', replicas: 2 } };
const RT_LOOPS = testScenario.clock.rt_loops;

interface Status {
  enforceStatus: string;
  enforceReason: string;
  refused?: boolean;
  nearRtLoop?: number;
  slot?: number;
}

describe('models that come while an xApp works', () => {
  let ric: TestRic;
  let nodes: FakeNode[];
  let contexts: TestContext[];
  let hosts: XappHost[];
  let server: ModelServer;
  let loop = 0;

  /** One near-RT loop: every node reports the same, and gets filters. @returns W_00 by user, and the loop */
  const step = async () => {
    const { topology } = ric.context;
    loop++;
    for (const [odu, node] of nodes.entries())
      node.indicate(
        'NEIGHBOURS',
        { nearRtLoop: loop, slot: RT_LOOPS * (loop + 1) },
        reportOf(topology, odu, 'NEIGHBOURS', 30),
      );
    const W = new Map<number, number>();
    const served = new Set(topology.radiosOfOdu[0].flatMap((l) => topology.served[l]));
    while ([...served].some((k) => !W.has(k))) {
      const { header, message } = await nodes[0].next('ricControlRequest');
      const { style, nearRtLoop } = ControlHeader.decode(header);
      if (style !== 'FILTERS' || nearRtLoop !== loop + 1) continue;
      const { users, w } = ControlMessage.decode(message);
      const values = new Float32Array(Uint8Array.from(w).buffer);
      for (const [i, k] of users.entries()) W.set(k, values[i * topology.Ns ** 2]);
    }
    return { W, loop: loop + 1 };
  };
  const steps = async (count: number) => {
    while (count-- > 0) await step();
  };
  const url = (id: string) => `/A1-P/v2/policytypes/20101/policies/${id}`;
  const status = async (id: string) => (await ric.get(`${url(id)}/status`)).body as unknown as Status;
  const put = async (id: string, model: Model, change: Record<string, unknown> = {}) => {
    const { name, version } = model;
    const address = server.put(`/models/${name}/${version}`, encodeModel(model));
    const policy = {
      model: name,
      version,
      checksum: modelChecksum(model),
      url: address,
      target: 'xapp',
      ...change,
    };
    const { http } = ric.context;
    const { statusCode } = await http.inject({ method: 'PUT', url: url(id), payload: policy });
    assert.equal(statusCode, 202);
  };
  /** Waits until a policy's status says this; the loops stand still meanwhile. */
  const until = async (id: string, wanted: RegExp) => {
    for (;;) {
      const told = await status(id);
      if (wanted.test(JSON.stringify(told))) return told;
      await new Promise((go) => setTimeout(go, 5));
    }
  };
  const draw = (change: Parameters<typeof drawActorModel>[1]) => drawActorModel(ric.context.topology, change);

  before(async () => {
    server = await startModelServer();
    ric = await startRic(scenario);
    nodes = await ric.nodes();
    contexts = range(2).map((index) =>
      testContext(`xapp-actor-${index}`, scenario, {
        index,
        redis: ric.redis.address,
        nats: ric.nats,
        xappApi: ric.ric.xappApiAddress,
        patienceS: 5,
      }),
    );
    hosts = contexts.map((context) => new XappHost(context));
    await Promise.all(hosts.map((host) => host.start()));
  });
  after(async () => {
    for (const context of contexts) context.abort();
    await Promise.all(hosts.map((host) => host.stop()));
    await ric.stop();
    await server.stop();
  });

  it('take over in all replicas at the loop and slot that the status says, for their users only', async () => {
    const before = (await step()).W;
    await put('some', draw({ name: 'some', seed: 2 }), { users: [1, 2] });
    const told = await until('some', /takes over at near-RT loop/);
    const from = Number(/loop (\d+)/.exec(told.enforceReason)?.[1]);
    for (let at = 0; at < from;) {
      const { W, loop: now } = await step();
      at = now;
      for (const [user, w] of W) {
        const changed = now >= from && (user === 1 || user === 2);
        assert.equal(w !== before.get(user), changed, `user ${user} in loop ${now}, model from ${from}`);
      }
    }
    assert.deepEqual(await status('some'), {
      enforceStatus: 'ENFORCED',
      enforceReason: `in force since near-RT loop ${from}, slot ${RT_LOOPS * from + 1}`,
      nearRtLoop: from,
      slot: RT_LOOPS * from + 1,
    });
  });

  it('are refused with the reason where they cannot be used; those of before stay', async () => {
    const { W: before } = await step();
    const good = draw({ name: 'good', seed: 3 });
    const text = encodeModel(good);
    const nan = draw({ name: 'nan', seed: 4 });
    nan.weights[5] = NaN;
    const cases: [string, Model, Record<string, unknown>, RegExp][] = [
      ['checksum', good, { checksum: 'ab'.repeat(32) }, /its checksum is .* the policy says ab/],
      ['shape', draw({ name: 'shape', observe: 'power' }), {}, /its observe is ."power."/],
      ['nan', nan, {}, /weight 5 is not finite/],
      ['away', good, { url: server.put('/x', text).replace(/x$/, 'y') }, /could not be fetched.*404/],
      ['nobody', good, { url: 'http://127.0.0.1:9/models/good/1' }, /could not be fetched/],
      ['damaged', good, { url: server.put('/damaged', text.slice(0, -40)) }, /not JSON/],
      ['other', good, { version: 2, url: server.put('/other', text) }, /the registry has good version 1/],
    ];
    for (const [id, model, change, reason] of cases) {
      await put(id, model, change);
      const told = await until(id, /"refused":true/);
      assert.equal(told.enforceStatus, 'NOT_ENFORCED');
      assert.match(JSON.stringify(told), reason);
    }
    for (const round of [1, 2, 3])
      assert.deepEqual((await step()).W, before, `loop ${round} after the refusals`);
    assert.equal((await status('some')).enforceStatus, 'ENFORCED');
  });

  it('give way to later ones, and come back when those are withdrawn', async () => {
    const { W: before } = await step();
    await put('all', draw({ name: 'all', seed: 5 }));
    await until('all', /takes over/);
    await steps(3);
    assert.equal((await status('all')).enforceStatus, 'ENFORCED');
    const { W: after } = await step();
    for (const [user, w] of after) assert.notEqual(w, before.get(user), `user ${user}`);
    await ric.context.http.inject({ method: 'DELETE', url: url('all') });
    await until('some', /takes over/);
    await steps(3);
    assert.deepEqual((await step()).W, before);
  });

  it('are not disturbed by a report that does not decode', async () => {
    const client = new Client(ric.ric.xappApiAddress, credentials.createInsecure());
    const { path, requestSerialize, responseDeserialize } = xappService.reportModels;
    for (const [bytes, reason] of [
      [Buffer.from('ffffff', 'hex'), /not a valid XappModelsReport/],
      [XappModelsReport.encode({ generation: 1 }), /xapp is null/],
    ] as const) {
      const { promise, resolve } = Promise.withResolvers<unknown>();
      client.makeUnaryRequest(path, requestSerialize, responseDeserialize, bytes, resolve);
      const error = (await promise) as ServiceError;
      assert.equal(error.code, grpcStatus.INVALID_ARGUMENT);
      assert.match(error.details, reason);
    }
    client.close();
    assert.match(
      await ric.context.metrics.metrics(),
      /ric_refusals_total\{peer="xapp",cause="transfer-syntax-error"\} 1/,
    );
    assert.equal((await status('some')).enforceStatus, 'ENFORCED');
  });

  it('are counted', async () => {
    for (const context of contexts) {
      const text = await context.metrics.metrics();
      assert.match(text, /xapp_model_plans_total\{result="in-force"\} 3/);
      assert.match(text, /xapp_model_plans_total\{result="refused"\} \d/);
      assert.match(text, /xapp_app_failures_total 0/);
      assert.deepEqual(context.failures, []);
    }
    const told = await ric.context.metrics.metrics();
    assert.match(told, /ric_model_users\{target="xapp",model="some",version="1"\} 2/);
    assert.match(told, /ric_model_refusals_total\{target="xapp"\} 7/);
  });

  it('reach a replica that comes back', async () => {
    const { W: before } = await step();
    contexts[1].abort();
    await hosts[1].stop();
    const again = testContext('xapp-actor-1', scenario, { ...contexts[1].options });
    contexts[1] = again;
    hosts[1] = new XappHost(again);
    await until('some', /xapp-actor-1: does not run it yet/);
    await hosts[1].start();
    // The report of before is repeated to it, then the models come.
    while (!(await again.metrics.metrics()).includes('xapp_model_plans_total{result="ready"} 1'))
      await new Promise((go) => setTimeout(go, 5));
    await step();
    assert.deepEqual((await step()).W, before);
    assert.equal((await status('some')).enforceStatus, 'ENFORCED');
  });
});
