import assert from 'node:assert/strict';
import { test, type TestContext as T } from 'node:test';
import { freePort } from '@chorus/platform/testing/nats-server.ts';
import Fastify from 'fastify';
import type { MinimumRatePolicy, ModelStatus, Refused, SwapStatus } from '../api.ts';
import { startDashboard } from '../testing/start-dashboard.ts';

interface Call {
  readonly method: string;
  readonly url: string;
  readonly body: unknown;
}
type Answer = (call: Call) => { status?: number; body?: unknown };

/** A process that answers as a test says, and keeps what it was asked. */
async function upstream(t: T, answer: Answer) {
  const calls: Call[] = [];
  const http = Fastify();
  http.all('/*', async ({ method, url, body }, reply) => {
    const call = { method, url, body };
    calls.push(call);
    const { status = 200, body: said } = answer(call);
    return reply.code(status).send(said);
  });
  const address = await http.listen({ host: '127.0.0.1', port: 0 });
  t.after(() => http.close());
  return { address, calls };
}

/** An A1 that keeps policies and says that they are in force. */
async function a1(t: T, status: object = { enforceStatus: 'ENFORCED', enforceReason: 'done' }) {
  const policies = new Map<string, unknown>();
  const ric = await upstream(t, ({ method, url, body }) => {
    const [, id, rest] = /\/policies(?:\/([^/]+)(\/status)?)?$/.exec(url) ?? [];
    if (id === undefined) return { body: [...policies.keys()] };
    if (rest !== undefined) return { body: status };
    if (method === 'PUT') policies.set(id, body);
    else if (method === 'DELETE') policies.delete(id);
    else return { body: policies.get(id) };
    return { status: 202 };
  });
  return { ...ric, policies };
}

test('a swap is an A1 policy of its target, and its status is followed', async (t) => {
  const ric = await a1(t, {
    enforceStatus: 'ENFORCED',
    enforceReason: 'since then',
    nearRtLoop: 7,
    slot: 71,
  });
  const { ask } = await startDashboard(t, { a1: ric.address });
  assert.equal((await ask('GET', '/api/apps/status')).status, 404);
  const request = { target: 'precoder', app: 'wide' };
  const expected = { ...request, state: 'in force', reason: 'since then', nearRtLoop: 7, slot: 71 };
  assert.deepEqual((await ask('PUT', '/api/apps', request)).json(), expected);
  const policy = '/A1-P/v2/policytypes/20102/policies/precoder';
  assert.deepEqual(ric.calls.slice(0, 2), [
    { method: 'PUT', url: policy, body: request },
    { method: 'GET', url: `${policy}/status`, body: undefined },
  ]);
  assert.deepEqual((await ask('GET', '/api/apps/status')).json(), expected);
  assert.deepEqual((await ask('GET', '/api/apps/status?target=precoder')).json(), expected);
});

for (const [status, state] of [
  [{ enforceStatus: 'NOT_ENFORCED', enforceReason: 'o-du-1 loads it' }, 'on its way'],
  [{ enforceStatus: 'NOT_ENFORCED', enforceReason: 'it does not fit', refused: true }, 'refused'],
] as const)
  test(`a swap that is ${state} says why`, async (t) => {
    const { address } = await a1(t, status);
    const { ask } = await startDashboard(t, { a1: address });
    const answer = (await ask('PUT', '/api/apps', { target: 'xapp', app: './own.ts' })).json() as SwapStatus;
    assert.deepEqual([answer.state, answer.reason], [state, status.enforceReason]);
  });

test('minimum rates: a policy for each user, one for all in their place, and taken back', async (t) => {
  const { address, policies } = await a1(t);
  const { ask } = await startDashboard(t, { a1: address });
  policies.set('of-somebody-else', { users: 'all', r_min: 1 });
  await ask('PUT', '/api/minimum-rate', { users: [1, 0], r_min: 6 });
  assert.deepEqual(policies.get('dashboard-1'), { users: [1], r_min: 6 });
  const list = async () => (await ask('GET', '/api/minimum-rate')).json() as MinimumRatePolicy[];
  assert.deepEqual(await list(), [
    { policy: 'dashboard-1', users: [1], r_min: 6, state: 'in force', reason: 'done' },
    { policy: 'dashboard-0', users: [0], r_min: 6, state: 'in force', reason: 'done' },
  ]);
  assert.equal((await ask('DELETE', '/api/minimum-rate?user=1')).status, 204);
  assert.deepEqual([...policies.keys()], ['of-somebody-else', 'dashboard-0']);
  assert.equal((await ask('PUT', '/api/minimum-rate', { users: 'all', r_min: 2 })).status, 200);
  assert.deepEqual([...policies.keys()], ['of-somebody-else', 'dashboard-all']);
  assert.equal((await ask('DELETE', '/api/minimum-rate')).status, 204);
  assert.deepEqual([...policies.keys()], ['of-somebody-else']);
});

test('impairments are ru-sim’s', async (t) => {
  const ruSim = await upstream(t, ({ method, body }) => ({ body: { method, ...(body as object) } }));
  const { ask } = await startDashboard(t, { ruSim: ruSim.address });
  assert.deepEqual((await ask('GET', '/api/impairments')).json(), { method: 'GET' });
  const part = { e2_loss: 0.1, csi_error_db: null };
  assert.deepEqual((await ask('PUT', '/api/impairments', part)).json(), { method: 'PUT', ...part });
  assert.deepEqual(ruSim.calls.at(-1), { method: 'PUT', url: '/impairments', body: part });
});

test('models are the non-RT RIC’s: a policy for each set of users', async (t) => {
  const nonRtRic = await upstream(t, ({ url, method }) => ({
    status: method === 'PUT' ? 202 : 200,
    body: url === '/models' ? [{ name: 'i6' }] : { policy: { model: 'i6', target: 'xapp' }, url },
  }));
  const { ask } = await startDashboard(t, { nonRtRic: nonRtRic.address });
  assert.deepEqual((await ask('GET', '/api/models')).json(), [{ name: 'i6' }]);
  assert.equal((await ask('GET', '/api/models/status')).status, 404);
  const some = (await ask('PUT', '/api/models', { model: 'i6', users: [1, 0] })).json() as ModelStatus;
  assert.equal((some as unknown as { url: string }).url, '/rapps/models/dashboard-0-1');
  await ask('PUT', '/api/models', { model: 'i6', version: 2 });
  assert.deepEqual(nonRtRic.calls.at(-1), {
    method: 'PUT',
    url: '/rapps/models/dashboard',
    body: { model: 'i6', version: 2 },
  });
  const status = (await ask('GET', '/api/models/status')).json() as { url: string };
  assert.equal(status.url, '/rapps/models/dashboard');
});

test('what another process refuses keeps its status, code and reason', async (t) => {
  const refusal = { code: 'CHORUS_A1_INVALID', error: 'app is "x"; allowed: wide', field: 'app', value: 'x' };
  const ric = await upstream(t, () => ({ status: 400, body: { ...refusal, allowed: 'wide', stack: 'no' } }));
  const { ask } = await startDashboard(t, { a1: ric.address });
  const { status, json } = await ask('PUT', '/api/apps', { target: 'precoder', app: 'x' });
  assert.equal(status, 400);
  assert.deepEqual(json(), { ...refusal, allowed: 'wide' });
});

test('one that does not know the request, and one that is away, are named', async (t) => {
  const ric = await upstream(t, ({ url }) => ({ status: 404, body: { message: `Route ${url} not found` } }));
  const away = `http://127.0.0.1:${await freePort()}`;
  const { ask } = await startDashboard(t, { a1: ric.address, ruSim: away });
  const unknown = await ask('GET', '/api/apps');
  assert.equal(unknown.status, 404);
  const { code, error } = unknown.json() as Refused;
  assert.equal(code, 'CHORUS_PEER_REFUSED');
  assert.equal(error, 'near-RT RIC answered GET /apps with 404: Route /apps not found');
  const silent = await ask('GET', '/api/impairments');
  assert.equal(silent.status, 502);
  const refused = silent.json() as Refused;
  assert.equal(refused.code, 'CHORUS_PEER_LOST');
  assert.ok(refused.error.includes(away), refused.error);
});

test('a request that is wrong names the field, the value and what is allowed, and reaches nobody', async (t) => {
  const ric = await a1(t);
  const { ask } = await startDashboard(t, { a1: ric.address, ruSim: ric.address, nonRtRic: ric.address });
  const wrong = [
    ['PUT', '/api/apps', { target: 'dapp', app: 'x' }, 'target', 'dapp'],
    ['PUT', '/api/apps', { target: 'xapp' }, 'app', undefined],
    ['PUT', '/api/minimum-rate', { users: [2], r_min: 1 }, 'users', [2]],
    ['PUT', '/api/minimum-rate', { users: 'all', r_min: 101 }, 'r_min', 101],
    ['DELETE', '/api/minimum-rate?user=2', undefined, 'user', 2],
    ['PUT', '/api/impairments', { e2_los: 1 }, 'e2_los', 1],
    ['PUT', '/api/models', { model: '' }, 'model', ''],
    ['GET', '/api/history?points=0', undefined, 'points', 0],
    ['GET', '/api/history?points=many', undefined, 'points', 'many'],
  ] as const;
  for (const [method, path, body, field, value] of wrong) {
    const answer = await ask(method, path, body);
    const refused = answer.json() as Refused;
    assert.equal(answer.status, 400, `${method} ${path}`);
    assert.equal(refused.code, 'CHORUS_FIELD_INVALID');
    assert.deepEqual([refused.field, refused.value], [field, value]);
    assert.ok(refused.allowed, `${method} ${path} says what is allowed`);
  }
  assert.deepEqual(ric.calls, []);
});
