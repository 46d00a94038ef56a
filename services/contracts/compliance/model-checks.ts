import assert from 'node:assert/strict';
import { ModelError, type Model } from '@chorus/learning';
import type { Topology } from '@chorus/phy';
import type { FilterXApp, Observe, UserObservation } from '../xapp.ts';

/** A model that fits an xApp on a network, and gives other filters than the xApp has without it. */
export type MakeModel = (topology: Topology, observe: Observe) => Model;

type Filter = (app: FilterXApp, observation: UserObservation) => { U: Float64Array; W: Float64Array };

/**
 * What an xApp with `take` must do: give a model's users its filters and everybody else the ones of before,
 * and refuse what does not fit without a trace.
 */
export function checkTake(
  make: () => FilterXApp,
  model: Model,
  observations: readonly UserObservation[],
  filter: Filter,
): void {
  const app = make();
  if (app.take === undefined) assert.fail('it has no take, but a model for it is given');
  const all = (one: FilterXApp) => observations.map((observation) => filter(one, observation));
  const before = all(app);
  const taker = observations[0].user;

  for (const [fault, misfit] of Object.entries(misfits(model))) {
    assert.throws(() => app.take?.(misfit, [taker]), ModelError, `takes a model ${fault}`);
    assert.deepEqual(all(app), before, `a refused model ${fault} leaves a trace`);
  }

  app.take(model, [taker]);
  const after = all(app);
  let changed = false;
  for (const [n, { user }] of observations.entries()) {
    if (user !== taker) assert.deepEqual(after[n], before[n], `user ${user} was not to take the model`);
    else changed ||= !same(after[n], before[n]);
  }
  assert.ok(changed, `user ${taker} goes on as before`);

  assert.throws(() => app.take?.(misfits(model)['without a spec'], [taker]), ModelError);
  assert.deepEqual(all(app), after, 'a refused model takes the one before away');
}

/** What a registry would let through: whole, but not for this xApp. */
function misfits(model: Model): Record<string, Model> {
  const { sizes } = model.network;
  return {
    'of another kind': { ...model, kind: model.kind === 'actor' ? 'multiplier' : 'actor' },
    'without a spec': { ...model, spec: {} },
    'with another input': {
      ...model,
      network: { ...model.network, sizes: [sizes[0] + 1, ...sizes.slice(1)] },
    },
  };
}

function same(a: { U: Float64Array; W: Float64Array }, b: typeof a): boolean {
  return a.U.every((u, n) => u === b.U[n]) && a.W.every((w, n) => w === b.W[n]);
}
