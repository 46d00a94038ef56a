import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { FilterXApp, UserObservation } from '@chorus/contracts';
import { xAppCompliance } from '@chorus/contracts/compliance/xapp-suite.ts';
import { Actor, ModelError } from '@chorus/learning';
import { network } from '@chorus/phy/testing/network.ts';
import { Source } from '@chorus/phy/testing/source.ts';
import { stack, toFlat } from '@chorus/phy/testing/matrix.ts';
import { createXApp as createClosedForm } from '../closed-form/xapp.ts';
import { drawActorModel } from './testing/actor-model.ts';
import { createXApp } from './xapp.ts';

xAppCompliance('actor', createXApp, {}, (topology, observe) => drawActorModel(topology, { observe }));
xAppCompliance('actor that explores', createXApp, { exploration: 7 }, (topology, observe) =>
  drawActorModel(topology, { observe }),
);

describe('actor', () => {
  const topology = network();
  const { Nr, Ns, K, observed } = topology;
  const source = new Source(811);
  const Xi = toFlat(stack(Array.from({ length: observed[0].length }, () => source.matrix(Nr, Ns, 30))));
  const observation = (user: number): UserObservation => ({
    user,
    nearRtLoop: 0,
    Xi,
    J: null,
    interference: null,
  });
  const filter = (app: FilterXApp, user: number) => {
    const U = new Float64Array(2 * Nr * Ns);
    const W = new Float64Array(2 * Ns * Ns);
    app.filter(observation(user), U, W);
    return { U, W };
  };
  const components = { topology, observe: 'neighbours' } as const;

  test('without a model is the closed form with its loading', () => {
    const close = (actual: Float64Array, expected: Float64Array) => {
      const scale = Math.max(...expected.map(Math.abs));
      for (const [i, value] of actual.entries()) assert.ok(Math.abs(value - expected[i]) <= 1e-9 * scale);
    };
    for (const loadingDb of [null, 56]) {
      const actual = filter(createXApp(components, { loadingDb }), 0);
      const expected = filter(createClosedForm(components, { loadingDb }), 0);
      close(actual.U, expected.U);
      close(actual.W, expected.W);
    }
  });

  test('gives every user what its own model gives', () => {
    const models = [1, 2, 3].map((seed) => drawActorModel(topology, { seed }));
    const app = createXApp(components, { model: models[0] });
    app.take?.(models[1], [1, 3]);
    app.take?.(models[2], [3]);
    const policy = {
      observe: 'neighbours',
      observed: observed[0].length,
      nr: Nr,
      ns: Ns,
      loadingDb: null,
    } as const;
    for (let user = 0; user < K; user++) {
      const actor = new Actor(models[user === 1 ? 1 : user === 3 ? 2 : 0], policy);
      const U = new Float64Array(2 * Nr * Ns);
      const W = new Float64Array(2 * Ns * Ns);
      actor.filter(observation(user), U, W);
      assert.deepEqual(filter(app, user), { U, W }, `user ${user}`);
    }
  });

  test('that explores draws another action for each user, loop and seed, and tells it to a learner', () => {
    const model = drawActorModel(topology);
    const drawn = (exploration: number | null, user: number, nearRtLoop: number) => {
      const app = createXApp(components, { model, exploration });
      const U = new Float64Array(2 * Nr * Ns);
      app.filter({ ...observation(user), nearRtLoop }, U, new Float64Array(2 * Ns * Ns));
      return { U, raw: app.experience?.().raw.slice(), features: app.experience?.().features.slice() };
    };
    const [mean, one] = [drawn(null, 0, 3), drawn(1, 0, 3)];
    assert.deepEqual(drawn(1, 0, 3), one);
    assert.deepEqual(one.features, mean.features);
    const others = [mean, drawn(2, 0, 3), drawn(1, 1, 3), drawn(1, 0, 4)];
    for (const other of others) {
      assert.notDeepEqual(other.raw, one.raw);
      assert.notDeepEqual(other.U, one.U);
    }
  });

  test('a model for another observation is refused at the start too', () => {
    const model = drawActorModel(topology, { observe: 'power' });
    assert.throws(() => createXApp(components, { model }), ModelError);
  });
});
