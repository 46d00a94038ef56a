import { ChorusError } from '@chorus/platform/errors.ts';
import { loadModel } from '@chorus/platform/load-model.ts';

/** The weights of a model of these layers. @throws ChorusError CHORUS_MODEL_NOT_FOUND, CHORUS_MODEL_INVALID */
export function startingWeights(name: string, sizes: readonly number[]): Float32Array {
  const { network, weights } = loadModel(name, 'actor');
  const own = network.sizes.join('-');
  const needed = sizes.join('-');
  if (own === needed) return weights.slice();
  const reason = `its layers are ${own}; the training needs ${needed}`;
  throw new ChorusError('CHORUS_MODEL_INVALID', { name, reason });
}
