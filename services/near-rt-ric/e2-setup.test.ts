import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { PRECODING } from '@chorus/platform/proto.ts';
import { startRic, type TestRic } from './testing/start-ric.ts';

describe('E2 setup', () => {
  let ric: TestRic;
  before(async () => {
    ric = await startRic();
  });
  after(() => ric.stop());

  it('accepts a node of the same scenario, and health no longer waits for it', async () => {
    const node = ric.node(0);
    const { accepted, rejected } = await node.setup(ric.context.digest);
    assert.deepEqual([accepted, rejected], [[PRECODING], []]);
    const { body } = await ric.get('/healthz');
    assert.match(String(body['waitingFor']), /o-du-1/);
    assert.doesNotMatch(String(body['waitingFor']), /o-du-0/);
    node.close();
  });

  it('refuses another scenario with a Cause that names both digests, and an unknown node', async () => {
    for (const [odu, digest, cause, detail] of [
      [0, 'ffff', 'scenario-mismatch', /ffff.*here/],
      [7, ric.context.digest, 'unknown-node', /o-du-7/],
    ] as const) {
      const node = ric.node(odu);
      node.send({ e2SetupRequest: { e2NodeId: node.id, scenarioDigest: digest, ranFunctions: [PRECODING] } });
      const failure = await node.next('e2SetupFailure');
      assert.equal(failure.cause.value, cause);
      assert.match(failure.cause.detail, detail);
      assert.equal(failure.timeToWaitMs, 0);
      await node.ended;
      node.close();
    }
  });

  it('rejects a revision that it does not know, and health says so', async () => {
    const node = ric.node(1);
    const unknown = { ...PRECODING, revision: 2 };
    const { accepted, rejected } = await node.setup(ric.context.digest, [unknown]);
    assert.deepEqual([accepted, rejected], [[], [unknown]]);
    const { body } = await ric.get('/healthz');
    assert.match(String(body['waitingFor']), /precoding service model of o-du-1/);
    // A service update may bring the right one.
    node.send({ ricServiceUpdate: { modified: [PRECODING] } });
    assert.deepEqual((await node.next('ricServiceUpdateAcknowledge')).accepted, [PRECODING]);
    assert.doesNotMatch(String((await ric.get('/healthz')).body['waitingFor']), /o-du-1/);
    node.close();
  });

  it('answers what it cannot read with a Cause, counts it, and keeps the stream', async () => {
    const node = ric.node(0);
    node.sendBytes(Buffer.from('ffffffffffff', 'hex'));
    assert.equal((await node.next('errorIndication')).cause.value, 'transfer-syntax-error');
    node.sendBytes(Buffer.alloc(0));
    const early = await node.next('errorIndication');
    assert.equal(early.cause.value, 'message-not-compatible-with-receiver-state');
    await node.setup(ric.context.digest);
    node.send({ ricSubscriptionRequest: {} });
    const odd = await node.next('errorIndication');
    assert.equal(odd.cause.value, 'message-not-compatible-with-receiver-state');
    const metrics = await ric.context.metrics.metrics();
    assert.match(metrics, /ric_refusals_total\{peer="unknown",cause="transfer-syntax-error"\} 1/);
    node.close();
  });

  it('lets a node set up again at once: on a second connection, and on the same stream', async () => {
    const old = ric.node(0);
    await old.setup(ric.context.digest);
    const fresh = ric.node(0);
    await fresh.setup(ric.context.digest);
    await old.ended;
    await fresh.setup(ric.context.digest);
    fresh.reopen();
    await fresh.setup(ric.context.digest);
    fresh.close();
    old.close();
  });

  it('counts the bytes on the socket, whatever streams it carries', async () => {
    const before = (await ric.get('/e2')).body['socketBytes'] as number;
    const node = ric.node(1);
    await node.setup(ric.context.digest);
    node.reopen();
    await node.setup(ric.context.digest);
    const { socketBytes, byNode } = (await ric.get('/e2')).body as {
      socketBytes: number;
      byNode: Record<string, { up: { protobufBytes: number } }>;
    };
    assert(socketBytes > before + byNode['o-du-1'].up.protobufBytes);
    assert(socketBytes < before + 10_000, `${socketBytes - before} bytes for two setups`);
    node.close();
  });
});

describe('a RIC without its peers', () => {
  it('names who is missing when its patience is over', async () => {
    const ric = await startRic(undefined, { patienceS: 0.3 });
    await assert.rejects(ric.started, /o-du-0, o-du-1, xapp-closed-form-0/);
    await ric.stop();
  });
});
