import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test, type TestContext } from 'node:test';
import { checkScenario, loadScenario, scenarioDigest } from './scenario.ts';

const folder = resolve(import.meta.dirname, '../../deploy/scenarios');

function file(t: TestContext, text: string): string {
  const home = mkdtempSync(join(tmpdir(), 'chorus-scenario-'));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  writeFileSync(join(home, 'mine.yaml'), text);
  return join(home, 'mine.yaml');
}

test('every scenario of the repository loads', () => {
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.yaml'))) {
    assert.equal(loadScenario(join(folder, name)).name, name.replace('.yaml', ''));
  }
});

test("paper.yaml holds the paper's Section IV, which are the defaults but for name and loading", () => {
  const paper = loadScenario('paper');
  const defaults = checkScenario({});
  assert.deepEqual(paper, { ...defaults, name: 'paper', xapp: { ...defaults.xapp, loading_db: 56 } });
  const { radios, users, odus, nt, nr, cluster, observed } = paper.network;
  assert.deepEqual([radios, users, odus, nt, nr, cluster, observed], [100, 48, 4, 4, 2, 8, 6]);
});

test('overrides are read as YAML and reach any field', () => {
  const scenario = loadScenario('small', [
    'seed=7',
    'network.observe=covariance',
    'csi.error_db=-10',
    'xapp.loading_db=null',
  ]);
  assert.equal(scenario.seed, 7);
  assert.equal(scenario.network.observe, 'covariance');
  assert.equal(scenario.csi.error_db, -10);
  assert.equal(scenario.xapp.loading_db, null);
  assert.notEqual(scenarioDigest(scenario), scenarioDigest(loadScenario('small')));
});

test('the number of shards leaves the digest as it is: results do not hang on it', () => {
  const sharded = loadScenario('small', ['ru_sim.shards=3']);
  assert.equal(sharded.ru_sim.shards, 3);
  assert.equal(scenarioDigest(sharded), scenarioDigest(loadScenario('small')));
});

const wrong: [string, string, RegExp][] = [
  ['network.nt=0', 'CHORUS_SCENARIO_INVALID', /^network\.nt is 0; allowed: integer from 1 to 64$/],
  ['network.users=0.5', 'CHORUS_SCENARIO_INVALID', /^network\.users is 0\.5; allowed: integer/],
  [
    'network.foo=3',
    'CHORUS_SCENARIO_INVALID',
    /^network\.foo is 3; allowed: one of the fields radios, users/,
  ],
  ['network=3', 'CHORUS_SCENARIO_INVALID', /^network is 3; allowed: object$/],
  ['clock.mode=fast', 'CHORUS_SCENARIO_INVALID', /^clock\.mode is "fast"; allowed: lockstep, realtime$/],
  ['rzf.lambda=some', 'CHORUS_SCENARIO_INVALID', /^rzf\.lambda is "some"; allowed: number .*, or "auto"$/],
  [
    'network.cluster=17',
    'CHORUS_SCENARIO_INVALID',
    /^network\.cluster is 17; allowed: 1 to network\.radios \(16\)$/,
  ],
  [
    'network.observed=9',
    'CHORUS_SCENARIO_INVALID',
    /^network\.observed is 9; allowed: 1 to network\.users \(8\)$/,
  ],
  ['ru_sim.shards=0', 'CHORUS_SCENARIO_INVALID', /^ru_sim\.shards is 0; allowed: integer from 1 to 64$/],
  ['ru_sim.shards=9', 'CHORUS_SCENARIO_INVALID', /^ru_sim\.shards is 9; allowed: 1 to network\.users \(8\)$/],
  ['seed', 'CHORUS_OVERRIDE_INVALID', /--set seed: expected path=value/],
  ['seed.x=1', 'CHORUS_OVERRIDE_INVALID', /--set seed\.x=1/],
  ['__proto__.a=1', 'CHORUS_OVERRIDE_INVALID', /--set __proto__\.a=1/],
  ['name=[1', 'CHORUS_SCENARIO_SYNTAX', /not valid YAML/],
];
for (const [override, code, message] of wrong) {
  test(`--set ${override} is refused with what is allowed`, () => {
    assert.throws(() => loadScenario('small', [override]), { code, message });
  });
}

test('a run in realtime is longer than its warm-up', () => {
  const set = ['clock.near_rt_loops=5', 'clock.warm_up_loops=5'];
  assert.equal(loadScenario('small', set).clock.warm_up_loops, 5);
  assert.throws(() => loadScenario('small', [...set, 'clock.mode=realtime']), {
    code: 'CHORUS_SCENARIO_INVALID',
    message: /^clock\.warm_up_loops is 5; allowed: below clock\.near_rt_loops \(5\)$/,
  });
});

test('an override never reaches a prototype', () => {
  assert.throws(() => loadScenario('small', ['constructor.prototype.chorus=1']));
  assert.equal(({} as Record<string, unknown>)['chorus'], undefined);
});

test('what is no scenario says so', (t) => {
  assert.throws(() => loadScenario('no-such'), { code: 'CHORUS_SCENARIO_NOT_FOUND' });
  assert.throws(() => loadScenario(folder), { code: 'CHORUS_SCENARIO_NOT_FOUND' });
  assert.throws(() => loadScenario(file(t, 'seed: [1')), { code: 'CHORUS_SCENARIO_SYNTAX' });
  assert.throws(() => loadScenario(file(t, 'foo')), { code: 'CHORUS_SCENARIO_INVALID' });
  assert.throws(() => loadScenario(file(t, 'foo'), ['seed=1']), { code: 'CHORUS_OVERRIDE_INVALID' });
});

test('a module that a scenario names by ./ lies beside the scenario', (t) => {
  const path = file(t, 'xapp: { name: ./mine.ts }\nodu: { precoder: wide }');
  const { xapp, odu } = loadScenario(path);
  assert.equal(xapp.name, resolve(path, '../mine.ts'));
  assert.equal(odu.precoder, 'wide');
});
