import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { checkApps } from '@chorus/platform/check-apps.ts';
import { loadScenario } from '@chorus/platform/scenario.ts';
import { builtInSchemes } from './built-in.ts';
import { ownScheme, parseScheme } from './own.ts';

test('--scheme gives a scheme whose files are found from anywhere', () => {
  const file = 'examples/maximum-ratio-dapp.ts';
  assert.deepEqual(parseScheme(`mine=odu.precoder=${file}; scheme.name=d-rzf`), {
    name: 'mine',
    label: 'mine',
    set: [`odu.precoder=${resolve(file)}`, 'scheme.name=d-rzf'],
  });
  assert.deepEqual(parseScheme('a b=odu.precoder=wide').set, ['odu.precoder=wide']);
});

for (const text of ['mine', 'mine=', '=odu.precoder=x', 'mine=wide', 'mine=odu.precoder=x;'])
  test(`--scheme ${text} is refused`, () => {
    assert.throws(() => parseScheme(text), { code: 'CHORUS_USAGE', message: /allowed: LABEL=path=value/ });
  });

test("a file's scheme brings lambda or the constants that are tuned", () => {
  const scheme = ownScheme({ name: 'mine', set: [], rzf: 'd-rzf', constants: 'loading' });
  assert.deepEqual([scheme.label, scheme.rzf], ['mine', { scheme: 'd-rzf' }]);
  assert.deepEqual(scheme.constants?.[0], {
    name: 'no loading',
    set: ['xapp.name=closed-form', 'xapp.loading_db=null'],
  });
});

for (const { name, set } of builtInSchemes)
  test(`${name} has apps that fit each other, and its model`, async () => {
    await checkApps(loadScenario('small', [...set, 'network.users=9']));
  });
