import { Random } from '@chorus/phy';
import { createPolicy, DEFAULT_REACH, type ActorSpec } from '../actor.ts';
import type { Model } from '../model.ts';
import { weightCount } from '../nn/network.ts';

/** A residual actor for N_r = N_s = 2 and I = 3. */
export const drawnSpec: ActorSpec = {
  policy: 'residual',
  reach: DEFAULT_REACH,
  observe: 'neighbours',
  observed: 3,
  nr: 2,
  ns: 2,
  loadingDb: 40,
};

/** What an actor's model is drawn with. */
export interface DrawnInit {
  readonly name?: string;
  /** Standard deviation of the weights; 0 makes the closed form. */
  readonly scale?: number;
  readonly seed?: number;
}

/** An actor's model whose weights are drawn, not trained. */
export function drawModel(spec: ActorSpec = drawnSpec, init: DrawnInit = {}): Model {
  const { name = 'drawn', scale = 0.3, seed = 1 } = init;
  const { observationSize, actionSize } = createPolicy(spec);
  const sizes = [observationSize, 6, 2 * actionSize];
  const random = new Random(seed, 'drawn model');
  return {
    kind: 'actor',
    name,
    version: 1,
    spec: { ...spec },
    network: { sizes, activation: 'relu' },
    weights: Float32Array.from({ length: weightCount(sizes) }, () => scale * random.normal()),
    training: { command: 'drawn', seed, config: { scale }, metrics: { ratio: 1.25 } },
  };
}

/** The same model with every log sigma at one value, whatever is observed. */
export function withLogSigma(model: Model, logSigma: number): Model {
  const { sizes } = model.network;
  const [hidden, outputs] = sizes.slice(-2);
  const last = model.weights.length - (hidden + 1) * outputs;
  const weights = model.weights.map((weight, i) => {
    if (i < last || (i - last) % outputs < outputs / 2) return weight;
    return i - last >= hidden * outputs ? logSigma : 0;
  });
  return { ...model, weights };
}
