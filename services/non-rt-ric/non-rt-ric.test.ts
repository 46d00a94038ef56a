import assert from 'node:assert/strict';
import { test, type TestContext as T } from 'node:test';
import { startRic, type TestRic } from '@chorus/near-rt-ric/testing/start-ric.ts';
import { hasCode } from '@chorus/platform/errors.ts';
import { serveHealth } from '@chorus/platform/health.ts';
import { ControlHeader, ControlMessage } from '@chorus/platform/proto.ts';
import { freePort } from '@chorus/platform/testing/nats-server.ts';
import { testContext } from '@chorus/platform/testing/process-context.ts';
import { NonRtRic } from './non-rt-ric.ts';

/** A non-RT RIC on a real near-RT RIC with E2 nodes that acknowledge everything. */
async function start(t: T) {
  const ric = await startRic();
  t.after(() => ric.stop());
  const a1 = await ric.context.http.listen({ host: '127.0.0.1', port: 0 });
  const base = testContext('non-rt-ric', {}, { a1 });
  const context = { ...base, health: serveHealth(base.http, base.name) };
  const service = new NonRtRic(context);
  service.prepare();
  await service.start();
  t.after(() => base.http.close());
  const call = async (method: 'GET' | 'PUT' | 'DELETE', url: string, payload?: object) => {
    const reply = await base.http.inject({ method, url, ...(payload && { payload }) });
    const body = reply.body === '' ? {} : reply.json<Record<string, unknown>>();
    return { code: reply.statusCode, body };
  };
  return { ric, call };
}

/** R_k^min by user of the next control of minimum rates at each node. */
async function rates(nodes: Awaited<ReturnType<TestRic['nodes']>>) {
  const found = new Map<number, number>();
  for (const node of nodes) {
    const { header, message } = await node.next('ricControlRequest');
    assert.equal(ControlHeader.decode(header).style, 'QUALITY_OF_SERVICE');
    const { users, rMin } = ControlMessage.decode(message);
    const values = new Float32Array(Uint8Array.from(rMin).buffer);
    for (const [i, k] of users.entries()) found.set(k, values[i]);
  }
  return found;
}

test('a minimum rate goes from the rApp over A1 and E2 to the O-DUs, and its status comes back', async (t) => {
  const { ric, call } = await start(t);
  const path = '/rapps/minimum-rate';
  assert.equal((await call('GET', '/healthz')).code, 200);
  assert.equal((await call('GET', path)).code, 404);
  // Before the E2 nodes are there.
  assert.equal((await call('PUT', path, { users: 'all', r_min: 6 })).code, 202);
  assert.equal((await call('GET', path)).body['enforceStatus'], 'NOT_ENFORCED');
  const nodes = await ric.nodes();
  assert.deepEqual(new Set((await rates(nodes)).values()), new Set([6]));
  let told = (await call('GET', path)).body;
  while (told['enforceStatus'] !== 'ENFORCED') told = (await call('GET', path)).body;
  assert.deepEqual(told['policy'], { users: 'all', r_min: 6 });
  assert.equal((await call('DELETE', path)).code, 202);
  // The scenario's own.
  assert.deepEqual(new Set((await rates(nodes)).values()), new Set([4]));
});

test('what A1 refuses is refused in the same words', async (t) => {
  const { call } = await start(t);
  const { code, body } = await call('PUT', '/rapps/minimum-rate', { users: 'all', r_min: -1 });
  assert.equal(code, 400);
  assert.deepEqual([body['field'], body['value']], ['r_min', -1]);
  assert.match(String(body['allowed']), /from 0 to 100/);
});

test('a near-RT RIC that never comes is named', async () => {
  const a1 = `http://127.0.0.1:${await freePort()}`;
  const service = new NonRtRic(testContext('non-rt-ric', {}, { a1, patienceS: 0.3 }));
  await assert.rejects(service.start(), (e) => hasCode(e, 'CHORUS_PEER_TIMEOUT') && e.message.includes(a1));
});
