import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { encodeModel, type Model } from '@chorus/learning';
import { drawActorModel } from '@chorus/xapp-actor/testing/actor-model.ts';
import { checkApps } from './check-apps.ts';
import { loadModel, modelNames } from './load-model.ts';
import { loadScenario } from './scenario.ts';
import { createTwin, topologyOf } from './scenario-twin.ts';

const fitting = drawActorModel(topologyOf(loadScenario('small')));

function file(t: TestContext, content: Model | string): string {
  const folder = mkdtempSync(join(tmpdir(), 'chorus-model-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'drawn.json');
  writeFileSync(path, typeof content === 'string' ? content : encodeModel(content));
  return path;
}
const check = (...set: string[]) => checkApps(loadScenario('small', set));

test('a model is read from a path, and one that is not there is refused with the names that are', (t) => {
  assert.deepEqual(loadModel(file(t, fitting), 'actor'), fitting);
  assert.throws(() => loadModel('no-such-model', 'actor'), {
    code: 'CHORUS_MODEL_NOT_FOUND',
    message: new RegExp([...modelNames(), "a file's path"].join(', ')),
  });
});

test('a damaged model, and one of another kind, is refused with the reason', (t) => {
  const damaged = encodeModel(fitting).replace(/"checksum": "./, '"checksum": "x');
  const invalid = (message: RegExp) => ({ code: 'CHORUS_MODEL_INVALID', message });
  assert.throws(() => loadModel(file(t, damaged), 'actor'), invalid(/checksum/));
  assert.throws(() => loadModel(file(t, '{'), 'actor'), invalid(/not JSON/));
  assert.throws(
    () => loadModel(file(t, fitting), 'multiplier'),
    invalid(/it is an actor; allowed: multiplier/),
  );
});

test('the apps of a scenario are checked with its models', async (t) => {
  const path = file(t, fitting);
  await check('xapp.name=actor');
  await check('xapp.name=actor', `xapp.model=${path}`);
  const code = 'CHORUS_MODEL_INVALID';
  await assert.rejects(check('xapp.name=actor', `xapp.model=${path}`, 'network.observed=3'), { code });
  await assert.rejects(check(`xapp.model=${path}`), {
    code: 'CHORUS_SCENARIO_INVALID',
    message: /xapp.model .* null under xApp closed-form/,
  });
  const multiplier = file(t, { ...fitting, kind: 'multiplier' });
  await assert.rejects(check(`odu.model=${multiplier}`), {
    code: 'CHORUS_SCENARIO_INVALID',
    message: /odu.model .* null under dApp newton/,
  });
});

test('the twin runs the scenario model', async (t) => {
  const rates = async (...set: string[]) => (await createTwin(loadScenario('small', set))).loop();
  const closedForm = await rates();
  const zero = drawActorModel(topologyOf(loadScenario('small')), { scale: 0, loadingDb: 56 });
  const untrained = await rates('xapp.name=actor', `xapp.model=${file(t, zero)}`);
  assert.ok(Math.abs(untrained / closedForm - 1) < 1e-6);
  const drawn = await rates('xapp.name=actor', `xapp.model=${file(t, fitting)}`);
  assert.ok(Math.abs(drawn / closedForm - 1) > 1e-3);
});
