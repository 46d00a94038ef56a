import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ModelError, type Model } from '@chorus/learning';
import type { FilterXApp } from '../xapp.ts';
import { xAppChecks, type CreateXApp } from './xapp-suite.ts';

/** An xApp whose "model" is one number, the factor of W; `take` is what is tried. */
function scaling(take: (factors: number[], model: Model, users: readonly number[]) => void): CreateXApp {
  return ({ topology: { K, Ns } }) => {
    const factors = new Array<number>(K).fill(1);
    const app: FilterXApp = {
      name: 'scaling',
      gives: 'filters',
      filter({ user }, U, W) {
        U.fill(1);
        W.fill(0);
        for (let s = 0; s < Ns; s++) W[2 * (s * Ns + s)] = factors[user];
      },
      take: (model, users) => take(factors, model, users),
    };
    return app;
  };
}

const model: Model = {
  kind: 'actor',
  name: 'factor',
  version: 1,
  spec: { scaling: true },
  network: { sizes: [1, 1], activation: 'relu' },
  weights: Float32Array.of(2, 0),
  training: { command: '', seed: 1, config: {}, metrics: {} },
};

function refuseMisfits({ kind, spec, network }: Model): void {
  if (kind !== 'actor' || spec['scaling'] !== true || network.sizes[0] !== 1) throw new ModelError('no fit');
}

const failed = (create: CreateXApp) =>
  xAppChecks(create, {}, () => model)
    .filter(({ name }) => name.startsWith('takes a model'))
    .flatMap(({ run }) => {
      try {
        run();
        return [];
      } catch (error) {
        return [(error as Error).message];
      }
    });

const sound = scaling((factors, given, users) => {
  refuseMisfits(given);
  for (const user of users) factors[user] = given.weights[0];
});

test('a sound take passes', () => {
  assert.deepEqual(failed(sound), []);
});

for (const [fault, take, message] of [
  [
    'takes whatever comes',
    (factors, given, users) => users.forEach((k) => (factors[k] = given.weights[0])),
    /takes a model/,
  ],
  ['takes nothing', (_factors, given) => refuseMisfits(given), /goes on as before/],
  [
    'gives the model to everybody',
    (factors, given) => {
      refuseMisfits(given);
      factors.fill(given.weights[0]);
    },
    /was not to take the model/,
  ],
  [
    'looks at a model only after it has taken it',
    (factors, given, users) => {
      for (const user of users) factors[user] = given.weights[0];
      refuseMisfits(given);
    },
    /leaves a trace/,
  ],
  [
    'refuses with another error',
    (factors, given, users) => {
      if (given.spec['scaling'] !== true || given.kind !== 'actor') throw new TypeError('undefined');
      for (const user of users) factors[user] = given.weights[0];
    },
    /takes a model/,
  ],
] as [string, Parameters<typeof scaling>[0], RegExp][])
  test(`an xApp that ${fault} fails`, () => {
    const messages = failed(scaling(take));
    assert.notEqual(messages.length, 0);
    for (const text of messages) assert.match(text, message);
  });

test('an xApp without take fails where a model for it is given', () => {
  const without: CreateXApp = (components, init) => {
    const app = sound(components, init) as FilterXApp;
    delete app.take;
    return app;
  };
  for (const text of failed(without)) assert.match(text, /has no take/);
  assert.notEqual(failed(without).length, 0);
});
