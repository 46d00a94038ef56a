import { LOG_SIGMA, type NetworkShape } from '@chorus/learning';
import { startWeights } from '@chorus/learning/evolution.ts';
import { Random } from '@chorus/phy';
import { ChorusError } from '@chorus/platform/errors.ts';
import { loadModel } from '@chorus/platform/load-model.ts';

/**
 * What an actor starts its training with: the weights of a model, or drawn ones that give the closed form.
 *
 * @param model a name or file; null for the closed form
 * @throws ChorusError CHORUS_MODEL_NOT_FOUND, CHORUS_MODEL_INVALID where its network has another shape
 */
export function startingWeights(model: string | null, shape: NetworkShape, seed: number): Float32Array {
  if (model === null) return startWeights(shape.sizes, LOG_SIGMA.low, new Random(seed, 'weights'));
  const { network, weights } = loadModel(model, 'actor');
  const own = describe(network);
  const needed = describe(shape);
  if (own === needed) return weights.slice();
  const reason = `its layers are ${own}; the training needs ${needed}`;
  throw new ChorusError('CHORUS_MODEL_INVALID', { name: model, reason });
}

/** A linear network has no activation to tell. */
function describe({ sizes, activation }: NetworkShape): string {
  return sizes.length > 2 ? `${sizes.join('-')} (${activation})` : sizes.join('-');
}
