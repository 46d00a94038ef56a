import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext as T } from 'node:test';
import { decodeModel, encodeModel, modelChecksum } from '@chorus/learning';
import { startRic } from '@chorus/near-rt-ric/testing/start-ric.ts';
import { modelNames } from '@chorus/platform/load-model.ts';
import { testContext } from '@chorus/platform/testing/process-context.ts';
import { drawActorModel } from '@chorus/xapp-actor/testing/actor-model.ts';
import { NonRtRic } from './non-rt-ric.ts';

/** A non-RT RIC with an empty registry on a real near-RT RIC. */
async function start(t: T, options: { modelsUrl?: string } = {}) {
  const ric = await startRic();
  t.after(() => ric.stop());
  const a1 = await ric.context.http.listen({ host: '127.0.0.1', port: 0 });
  const models = mkdtempSync(join(tmpdir(), 'chorus-registry-'));
  t.after(() => rmSync(models, { recursive: true, force: true }));
  const context = testContext('non-rt-ric', {}, { a1, models, ...options });
  const service = new NonRtRic(context);
  service.prepare();
  await service.start();
  const url = await context.http.listen({ host: '127.0.0.1', port: 0 });
  t.after(() => context.http.close());
  const call = async (method: string, path: string, body?: string | object) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await fetch(url + path, {
      method,
      ...(body !== undefined && { body: text, headers: { 'content-type': 'application/json' } }),
    });
    const said = await answer.text();
    return { code: answer.status, text: said, body: said === '' ? null : (JSON.parse(said) as never) };
  };
  const { topology } = ric.context;
  return { ric, url, call, model: drawActorModel(topology, { name: 'drawn', seed: 5 }) };
}

test('the registry lists, shows, gives and takes models over REST', async (t) => {
  const { call, model } = await start(t);
  const list = async () => (await call('GET', '/models')).body as unknown as Record<string, unknown>[];
  assert.deepEqual(
    (await list()).map(({ name, version }) => [name, version]),
    modelNames().map((name) => [name, 1]),
    'what comes with Chorus is offered',
  );
  assert.equal((await call('POST', '/models', encodeModel(model))).code, 201);
  assert.equal((await call('POST', '/models', encodeModel(model))).code, 200);
  assert.equal(
    (await call('POST', '/models', encodeModel({ ...model, weights: model.weights.map((w) => -w) }))).code,
    201,
  );
  const listed = (await list()).find((one) => one['name'] === 'drawn');
  const { spec, training, network, weights } = model;
  assert.deepEqual(listed, {
    ...{ name: 'drawn', version: 1, kind: 'actor', spec, sizes: network.sizes, weights: weights.length },
    ...{ metrics: training.metrics, seed: training.seed, checksum: modelChecksum(model) },
  });
  const versions = (await call('GET', '/models/drawn')).body as unknown as Record<string, unknown>[];
  assert.deepEqual(
    versions.map(({ version, command, config }) => [version, command, config]),
    [1, 2].map((version) => [version, training.command, training.config]),
  );
  assert.deepEqual(decodeModel((await call('GET', '/models/drawn/1')).text), model);
});

test('what the registry refuses is refused with a code and the reason', async (t) => {
  const { call, model } = await start(t);
  for (const [method, path, body, status, code, reason] of [
    ['POST', '/models', '{', 400, 'CHORUS_MODEL_INVALID', /not JSON/],
    [
      'POST',
      '/models',
      encodeModel(model).replace(/"checksum": "./, '"checksum": "x'),
      400,
      'CHORUS_MODEL_INVALID',
      /checksum/,
    ],
    ['GET', '/models/none', undefined, 404, 'CHORUS_MODEL_NOT_FOUND', /allowed/],
    ['GET', '/models/none/1', undefined, 404, 'CHORUS_MODEL_NOT_FOUND', /allowed/],
    ['GET', '/models/none/x', undefined, 400, 'CHORUS_FIELD_INVALID', /version is "x"/],
  ] as const) {
    const { code: got, body: told } = await call(method, path, body);
    assert.equal(got, status, `${method} ${path}`);
    assert.equal(told?.['code'], code);
    assert.match(String(told?.['error']), reason);
  }
});

test('the rApp makes a policy of a model, and takes it back', async (t) => {
  const { ric, url, call, model } = await start(t);
  await call('POST', '/models', encodeModel(model));
  const path = '/rapps/models/mine';
  const policies = '/A1-P/v2/policytypes/20101/policies';
  const put = await call('PUT', path, { model: 'drawn', users: [2, 4] });
  assert.equal(put.code, 202);
  assert.deepEqual((await ric.get(`${policies}/mine`)).body, {
    ...{ model: 'drawn', version: 1, checksum: modelChecksum(model), url: `${url}/models/drawn/1` },
    ...{ target: 'xapp', users: [2, 4] },
  });
  const told = (await call('GET', path)).body as unknown as Record<string, unknown>;
  assert.deepEqual(told['policy'], (await ric.get(`${policies}/mine`)).body);
  assert.equal(told['enforceStatus'], 'NOT_ENFORCED');
  assert.match(String(told['enforceReason']), /waiting for xapp-closed-form-0/);
  assert.equal((await call('DELETE', path)).code, 202);
  assert.equal((await call('GET', path)).code, 404);
});

test('the rApp refuses what cannot be, before it reaches A1', async (t) => {
  const { ric, call, model } = await start(t);
  await call('POST', '/models', encodeModel(model));
  await call('POST', '/models', encodeModel({ ...model, name: 'xi-drawn', kind: 'multiplier' }));
  for (const [body, status, reason] of [
    [{ model: 'drawn', version: 9 }, 404, /there is no model drawn version 9/],
    [{ model: 'drawn', target: 'odu' }, 400, /target is "odu"; allowed: xapp/],
    [{ model: 'xi-drawn', users: [1] }, 400, /users is \[1\]; allowed: none/],
    [{ model: 'drawn', users: [] }, 400, /users is \[\]/],
    [{ model: 'drawn', users: [99] }, 400, /users.0 is 99/],
    [{ version: 1 }, 400, /model is missing/],
  ] as [object, number, RegExp][]) {
    const { code, body: told } = await call('PUT', '/rapps/models/mine', body);
    assert.equal(code, status, JSON.stringify(body));
    assert.match(String(told?.['error']), reason);
  }
  assert.deepEqual((await ric.get('/A1-P/v2/policytypes/20101/policies')).body, []);
});

test('a registry that others reach elsewhere says where', async (t) => {
  const { ric, call, model } = await start(t, { modelsUrl: 'http://non-rt-ric:8080/' });
  await call('POST', '/models', encodeModel(model));
  await call('PUT', '/rapps/models/mine', { model: 'drawn' });
  const { body } = await ric.get('/A1-P/v2/policytypes/20101/policies/mine');
  assert.equal(body['url'], 'http://non-rt-ric:8080/models/drawn/1');
});
