import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test, type TestContext } from 'node:test';
import { checkApps } from './check-apps.ts';
import { loadMultiplier } from './load-app.ts';
import { topologyOf } from './scenario-twin.ts';
import { loadScenario } from './scenario.ts';

const examples = resolve(import.meta.dirname, '../../examples');
const check = (...set: string[]) => checkApps(loadScenario('small', set));

function elsewhere(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'chorus-apps-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('every scheme has apps that fit', async () => {
  for (const name of ['proposed', 'c-rzf', 'd-rzf', 'p-rzf', 'drl-wmmse']) await check(`scheme.name=${name}`);
});

test('other pairs that fit are allowed', async () => {
  await check('odu.precoder=wide');
  await check('xapp.name=c-rzf', 'odu.precoder=relay');
  await check('odu.precoder=d-rzf');
});

test('a pair that would wait for each other for ever is refused', async () => {
  const mismatch = { code: 'CHORUS_APPS_MISMATCH' };
  await assert.rejects(check('xapp.name=c-rzf'), mismatch);
  await assert.rejects(check('scheme.name=c-rzf', 'odu.precoder=served'), mismatch);
  await assert.rejects(check('scheme.name=d-rzf', 'odu.precoder=served'), mismatch);
});

test('only an xApp that can be trained explores', async () => {
  await check('xapp.name=actor', 'xapp.explore=true');
  for (const set of ['xapp.name=closed-form', 'scheme.name=c-rzf', 'scheme.name=d-rzf'])
    await assert.rejects(check(set, 'xapp.explore=true'), {
      code: 'CHORUS_SCENARIO_INVALID',
      message: /^xapp\.explore is true; allowed: false under/,
    });
});

test('an xApp under a scheme without one is refused', async () => {
  await assert.rejects(check('scheme.name=d-rzf', 'xapp.name=closed-form'), {
    code: 'CHORUS_SCENARIO_INVALID',
  });
});

test('names that lead nowhere are refused, those of Object.prototype too', async () => {
  for (const override of [
    'xapp.name=no-such.ts',
    'odu.precoder=toString',
    'odu.multiplier=constructor',
    `xapp.name=${examples}`,
  ]) {
    await assert.rejects(check(override), { code: 'CHORUS_APP_NOT_FOUND' }, override);
  }
});

test('a module outside the repository may import the contracts and the physics', async (t) => {
  const folder = elsewhere(t);
  copyFileSync(join(examples, 'own-signal-xapp.ts'), join(folder, 'mine.ts'));
  await check(`xapp.name=${join(folder, 'mine.ts')}`);
});

test('a module without the right export is refused', async (t) => {
  const path = join(elsewhere(t), 'empty.ts');
  writeFileSync(path, 'export const nothing = 1;\n');
  await assert.rejects(check(`odu.precoder=${path}`), {
    code: 'CHORUS_APP_INVALID',
    message: /createPrecoder/,
  });
});

test('a module that has been written since is loaded again', async (t) => {
  const path = join(elsewhere(t), 'mine.ts');
  const write = (name: string, at: number) => {
    writeFileSync(path, `export const createMultiplier = () => ({ name: '${name}', solve: () => 0 });\n`);
    utimesSync(path, at, at);
  };
  const topology = topologyOf(loadScenario('small'));
  const load = async () => (await loadMultiplier(path, { topology, odu: 0 }, {})).name;
  write('first', 1000);
  assert.equal(await load(), 'first');
  write('second', 2000);
  assert.equal(await load(), 'second');
});
