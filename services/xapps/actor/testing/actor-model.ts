import { createPolicy, DEFAULT_REACH, weightCount, type ActorSpec, type Model } from '@chorus/learning';
import { Random, type Topology } from '@chorus/phy';
import type { Observe } from '@chorus/contracts';

/** An actor's model that nobody trained: its weights are drawn. */
export interface DrawnInit {
  readonly name?: string;
  readonly observe?: Observe;
  readonly loadingDb?: number | null;
  /** Standard deviation of the weights; 0 makes the closed form. */
  readonly scale?: number;
  readonly seed?: number;
}

/** A model that fits a network, small and fast; with a scale above 0 its filters are not the closed form's. */
export function drawActorModel({ Nr, Ns, observed }: Topology, init: DrawnInit = {}): Model {
  const { name = 'drawn', observe = 'neighbours', loadingDb = null, scale = 0.3, seed = 1 } = init;
  const spec: ActorSpec = {
    policy: 'residual',
    reach: DEFAULT_REACH,
    observe,
    observed: observed[0].length,
    nr: Nr,
    ns: Ns,
    loadingDb,
  };
  const { observationSize, actionSize } = createPolicy(spec);
  const sizes = [observationSize, 8, 2 * actionSize];
  const random = new Random(seed, 'actor-model');
  return {
    kind: 'actor',
    name,
    version: 1,
    spec: { ...spec },
    network: { sizes, activation: 'relu' },
    weights: Float32Array.from({ length: weightCount(sizes) }, () => scale * random.normal()),
    training: { command: 'drawn, not trained', seed, config: { scale }, metrics: { ratio: 1 } },
  };
}
