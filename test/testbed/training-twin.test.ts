import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Actor, type PolicyInit } from '@chorus/learning';
import { TwinEnvironment } from '@chorus/learning/twin/environment.ts';
import { createTwin, topologyOf, twinInitOf } from '@chorus/platform/scenario-twin.ts';
import { loadScenario } from '@chorus/platform/scenario.ts';

describe("what actors are trained on is the scenario's twin, to the last bit", () => {
  for (const observe of ['neighbours', 'covariance', 'power'] as const) {
    for (const precoder of ['served', 'wide'] as const) {
      test(`under ${observe}, with dApp ${precoder}`, async () => {
        const scenario = loadScenario('small', [
          'xapp.name=actor',
          `network.observe=${observe}`,
          `odu.precoder=${precoder}`,
          'csi.error_db=-20',
        ]);
        const topology = topologyOf(scenario);
        const policy: PolicyInit = {
          observe,
          observed: topology.observed[0].length,
          nr: topology.Nr,
          ns: topology.Ns,
          loadingDb: scenario.xapp.loading_db,
        };
        const environment = new TwinEnvironment(topology, new Actor(null, policy), policy, {
          seed: scenario.seed,
          ...twinInitOf(scenario),
          precoder: precoder === 'wide' ? 'coupled' : 'served',
          neighbourhoods: topology.observed,
          exploration: 1,
          baseline: false,
        });
        const twin = await createTwin(scenario);
        for (let loop = 0; loop < 4; loop++) {
          const rates = new Float64Array(topology.K);
          twin.loop(rates);
          assert.deepEqual(environment.step().rewards, Float32Array.from(rates), `loop ${loop}`);
        }
      });
    }
  }
});
