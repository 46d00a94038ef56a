import type { DAppComponents, DAppInit, MultiplierDApp } from '@chorus/contracts';
import { ModelError, type Model } from '@chorus/learning';
import { createMultiplier as createNewton } from '../dapps/newton.ts';

/** dApp 1 whose "model" is one number: xi is Newton's times the first weight. */
export function createMultiplier(_components: DAppComponents, init: DAppInit): MultiplierDApp {
  const newton = createNewton();
  let factor = init.model?.weights[0] ?? 1;
  return {
    name: 'model-multiplier',
    solve: (lambda, phi, pMax) => factor * newton.solve(lambda, phi, pMax),
    take(model) {
      if (model.kind !== 'multiplier') throw new ModelError('it is an actor; a multiplier is needed');
      factor = model.weights[0];
    },
  };
}

/** A model for it. A factor above 1 costs transmit power, so that it shows. */
export function factorModel(factor: number, name = 'factor'): Model {
  return {
    kind: 'multiplier',
    name,
    version: 1,
    spec: {},
    network: { sizes: [1, 1], activation: 'relu' },
    weights: Float32Array.of(factor, 0),
    training: { command: 'written, not trained', seed: 1, config: {}, metrics: {} },
  };
}
