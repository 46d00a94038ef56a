import { tf } from '@chorus/learning/nn/backend.ts';
import type { Mlp } from '@chorus/learning/nn/mlp.ts';
import type { Sac } from '@chorus/learning/sac.ts';
import type { Arrays } from './arrays-file.ts';

const networks = ['actor', 'critic', 'target'] as const;
const optimizers = ['actor', 'critic'] as const;

/** What TensorFlow.js keeps private: 1 - beta^t drifts from its power in float32, so it is kept as it is. */
interface AdamPowers {
  accBeta1: tf.Variable;
  accBeta2: tf.Variable;
}

/** All that a SAC's next update depends on. */
export async function saveSac(sac: Sac): Promise<{ meta: Record<string, number>; arrays: Arrays }> {
  const meta: Record<string, number> = {};
  const arrays: Record<string, Float32Array> = { temperature: sac.temperature.slice() };
  for (const name of networks)
    for (const [group, weights] of (await groupsOf(sac[name])).entries())
      arrays[`${name} ${group}`] = weights;
  for (const name of optimizers) {
    const [count, ...moments] = await sac.optimizers[name].getWeights();
    meta[`${name} steps`] = (await count.tensor.data())[0];
    count.tensor.dispose();
    for (const [n, { tensor }] of moments.entries())
      arrays[`${name} moment ${n}`] = (await tensor.data()) as Float32Array;
    const { accBeta1, accBeta2 } = sac.optimizers[name] as unknown as AdamPowers;
    arrays[`${name} powers`] = Float32Array.of(accBeta1.dataSync()[0], accBeta2.dataSync()[0]);
  }
  return { meta, arrays };
}

/** Puts back what {@link saveSac} gave, into a SAC of the same config that has made no update. */
export async function restoreSac(sac: Sac, meta: Record<string, number>, arrays: Arrays): Promise<void> {
  sac.temperature.set(arrays['temperature']);
  for (const name of networks)
    sac[name].setWeights(
      Array.from({ length: sac[name].init.groups }, (_, group) => arrays[`${name} ${group}`] as Float32Array),
    );
  for (const name of optimizers) {
    if (!(`${name} moment 0` in arrays)) continue;
    const { variables } = sac[name];
    // First moments of all variables, then second ones.
    const moments = [...variables, ...variables].map(({ shape, name: variable }, n) => {
      return { name: variable, tensor: tf.tensor(arrays[`${name} moment ${n}`], shape, 'float32') };
    });
    const steps = { name: 'iter', tensor: tf.scalar(meta[`${name} steps`], 'int32') };
    await sac.optimizers[name].setWeights([steps, ...moments]);
    tf.dispose([steps, ...moments].map(({ tensor }) => tensor));
    const { accBeta1, accBeta2 } = sac.optimizers[name] as unknown as AdamPowers;
    const [first, second] = arrays[`${name} powers`];
    tf.tidy(() => {
      accBeta1.assign(tf.scalar(first));
      accBeta2.assign(tf.scalar(second));
    });
  }
}

/** Weights of each group of networks. */
export function groupsOf(network: Mlp): Promise<Float32Array[]> {
  return Promise.all(Array.from({ length: network.init.groups }, (_, group) => network.weights(group)));
}
