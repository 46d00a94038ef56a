import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseOptions } from '@chorus/platform/options.ts';
import { loadScenario } from '@chorus/platform/scenario.ts';
import { planProcesses, processNames } from './plan.ts';

const addresses = (names: string[]) => ({
  redis: '127.0.0.1:1',
  nats: '127.0.0.1:2',
  ofh: 'unix:/a',
  e2: '127.0.0.1:3',
  xappApi: '127.0.0.1:4',
  http: Object.fromEntries(names.map((name, n) => [name, `127.0.0.1:${10 + n}`])),
});
const init = { scenarioFile: '/s.yaml', overrides: ['seed=2'], patienceS: 5, logLevel: 'warn', models: '/m' };

test('the processes of a scenario, each xApp replica one', () => {
  const names = processNames(loadScenario('small', ['xapp.replicas=2']));
  assert.deepEqual(names, [
    ...['ru-sim', 'o-du-0', 'o-du-1', 'o-du-2', 'o-du-3', 'near-rt-ric'],
    ...['xapp-closed-form-0', 'xapp-closed-form-1', 'non-rt-ric'],
  ]);
});

test('every shard of ru-sim is a process, the first of them ru-sim', () => {
  const names = processNames(loadScenario('small', ['ru_sim.shards=3']));
  assert.deepEqual(names.slice(0, 4), ['ru-sim', 'ru-sim-1', 'ru-sim-2', 'o-du-0']);
});

test('a scheme without an xApp starts none; one given by its path is called by its file', () => {
  const names = (set: string) =>
    processNames(loadScenario('small', [set])).filter((name) => /xapp/.test(name));
  assert.deepEqual(names('scheme.name=d-rzf'), []);
  assert.deepEqual(names('xapp.name=examples/my-own.ts'), ['xapp-my-own-0']);
});

test('every process is told where the others are, by options that it understands', () => {
  const scenario = loadScenario('small');
  const chosen = addresses(processNames(scenario));
  const plans = planProcesses(scenario, init, chosen);
  const odu = plans.find(({ name }) => name === 'o-du-2');
  assert(odu);
  const entry = odu.command.findIndex((word) => word.endsWith('services/o-du/main.ts'));
  assert.deepEqual(parseOptions(odu.command.slice(entry + 1)), {
    scenario: '/s.yaml',
    set: ['seed=2'],
    index: 2,
    http: chosen.http['o-du-2'],
    redis: chosen.redis,
    nats: chosen.nats,
    ofh: chosen.ofh,
    e2: chosen.e2,
    xappApi: chosen.xappApi,
    a1: `http://${chosen.http['near-rt-ric']}`,
    ruSim: `http://${chosen.http['ru-sim']}`,
    nonRtRic: `http://${chosen.http['non-rt-ric']}`,
    models: '/m',
    modelsUrl: '',
    patienceS: 5,
    logLevel: 'warn',
  });
  assert.equal(odu.http, chosen.http['o-du-2']);
});

test('a dashboard is planned only where it is asked for', () => {
  const scenario = loadScenario('small');
  const plannedFor = (names: string[]) =>
    planProcesses(scenario, init, addresses(names)).map(({ name }) => name);
  const without = processNames(scenario);
  assert.ok(!without.includes('dashboard'));
  assert.deepEqual(plannedFor(without), without);
  const withOne = processNames(scenario, { dashboard: true });
  assert.deepEqual(withOne, [...without, 'dashboard']);
  assert.deepEqual(plannedFor(withOne), withOne);
});
