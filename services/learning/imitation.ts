import type { Random } from '@chorus/phy';
import { tf } from './nn/backend.ts';
import type { Mlp } from './nn/mlp.ts';
import type { Demonstrations } from './twin/demonstration.ts';

export interface ImitationConfig {
  /** Steps of Adam. */
  steps: number;
  batch: number;
  /** Adam's step. */
  rate: number;
}

/**
 * A supervised start: tanh of the actor's mean goes to the demonstrated actions, by least squares. Log sigma stays,
 * since its outputs have no part in the loss.
 *
 * @param actor of one or several agents, all of which learn from all demonstrations
 * @returns mean squared error of the last batch
 */
export function imitate(
  actor: Mlp,
  { features, actions }: Demonstrations,
  { steps, batch, rate }: ImitationConfig,
  random: Random,
): number {
  const { sizes, groups } = actor.init;
  const observation = sizes[0];
  const action = (sizes.at(-1) as number) / 2;
  const count = features.length / observation;
  const optimizer = tf.train.adam(rate);
  let error = NaN;
  for (let step = 0; step < steps; step++) {
    const rows = Array.from({ length: groups * batch }, () => Math.floor(random.uniform() * count));
    const pick = (from: Float32Array, size: number) => {
      const picked = new Float32Array(rows.length * size);
      for (const [n, row] of rows.entries())
        picked.set(from.subarray(row * size, (row + 1) * size), n * size);
      return tf.tensor3d(picked, [groups, batch, size]);
    };
    error = tf.tidy(() => {
      const inputs = pick(features, observation);
      const targets = pick(actions, action);
      const { value, grads } = tf.variableGrads(() => {
        const mean = tf.slice(actor.apply(inputs), [0, 0, 0], [-1, -1, action]);
        return tf.mean<tf.Scalar>(tf.square(tf.sub(tf.tanh(mean), targets)));
      }, actor.variables);
      optimizer.applyGradients(Object.entries(grads).map(([name, tensor]) => ({ name, tensor })));
      return value.dataSync()[0];
    });
  }
  optimizer.dispose();
  return error;
}
