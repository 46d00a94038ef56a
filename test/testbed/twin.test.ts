// The networked testbed computes what one process computes without a wire.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { encodeModel } from '@chorus/learning';
import { createTwin, topologyOf } from '@chorus/platform/scenario-twin.ts';
import { loadScenario } from '@chorus/platform/scenario.ts';
import { drawActorModel } from '@chorus/xapp-actor/testing/actor-model.ts';
import { run } from './chorus.ts';

const loops = 4;
const cases = [
  ['proposed, I = 4 with loading', []],
  ['proposed, covariance', ['network.observe=covariance', 'xapp.loading_db=null']],
  ['proposed, power', ['network.observe=power', 'xapp.loading_db=null']],
  ["proposed, D2 with the paper's payload", ['d2.payload=channels']],
  ['proposed, wide', ['odu.precoder=wide', 'seed=2']],
  ['proposed, bisection', ['odu.multiplier=bisection']],
  ['proposed, xi by the network alone', ['odu.multiplier=network-plain']],
  ['drl-wmmse', ['scheme.name=drl-wmmse']],
  ['c-rzf', ['scheme.name=c-rzf']],
  ['p-rzf', ['scheme.name=p-rzf']],
  ['d-rzf', ['scheme.name=d-rzf']],
  ['noisy CSI', ['csi.error_db=-10']],
  ['users with one antenna, one O-DU', ['network.nr=1', 'network.nt=2', 'network.odus=1']],
] as const;

for (const [name, set] of cases) {
  test(`${name}: rates as the twin's, power within P_max`, async (t) => {
    const { summary, records } = await run(t, 'small', loops, set);
    const twin = await createTwin(loadScenario('small', [...set]));
    for (let n = 0; n < loops; n++) {
      const expected = twin.loop();
      // float32 on the wires of both; the last digits differ where sums are ordered differently.
      const error = Math.abs(summary.sumRate.perLoop[n] - expected) / expected;
      assert.ok(error < 1e-5, `loop ${n}: ${summary.sumRate.perLoop[n]}, twin ${expected}`);
    }
    const ratios = records.filter((r) => r.process === 'ru-sim').map((r) => r['maxPowerRatio'] as number);
    assert.equal(ratios.length, loops);
    for (const ratio of ratios) assert.ok(ratio > 0.5 && ratio <= 1, `power over P_max: ${ratio}`);
  });
}

test('an actor that explores draws the same on the twin, and however many replicas share the users', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'chorus-explore-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const model = join(folder, 'drawn.json');
  writeFileSync(model, encodeModel(drawActorModel(topologyOf(loadScenario('small')))));
  const actor = ['xapp.name=actor', `xapp.model=${model}`];
  const exploring = [...actor, 'xapp.explore=true', 'xapp.replicas=3'];
  const { summary } = await run(t, 'small', loops, exploring);
  const twin = await createTwin(loadScenario('small', exploring));
  const mean = await createTwin(loadScenario('small', actor));
  for (let n = 0; n < loops; n++) {
    const expected = twin.loop();
    const error = Math.abs(summary.sumRate.perLoop[n] - expected) / expected;
    assert.ok(error < 1e-5, `loop ${n}: ${summary.sumRate.perLoop[n]}, twin ${expected}`);
    assert.ok(Math.abs(mean.loop() / expected - 1) > 1e-3, `loop ${n} explores`);
  }
});
