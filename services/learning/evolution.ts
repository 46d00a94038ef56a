import { Random } from '@chorus/phy';

export interface EvolutionConfig {
  /** Hidden layers of the actor; none makes it linear. The fewer weights, the fewer episodes it takes. */
  actorLayers: number[];
  /** Pairs of mirrored perturbations in an iteration. */
  pairs: number;
  /** Standard deviation of a perturbation. */
  sigma: number;
  /** Adam's step. */
  rate: number;
}

export const evolutionDefaults: EvolutionConfig = { actorLayers: [], pairs: 4, sigma: 0.1, rate: 0.02 };

/** Iterates that the average goes over. */
const MEMORY = 20;

/**
 * Evolution strategies (Salimans et al. 2017): the gradient of the mean sum rate, estimated from episodes of
 * perturbed actors, climbed by Adam.
 *
 * Against SAC it has one merit here: the two actors of a mirrored pair meet the same network, the same
 * channels and the same start, so that all noise but their own difference cancels, and their return is
 * the whole network's sum rate, so that nobody is selfish.
 */
export class Evolution {
  readonly config: EvolutionConfig;
  /** The actor's weights. */
  readonly weights: Float32Array;
  /** Mean of the last weights, about {@link MEMORY} of them: it wanders less than they do, so it is the result. */
  readonly average: Float32Array;
  /** Adam's moments, and how many steps it has made. */
  readonly first: Float32Array;
  readonly second: Float32Array;
  steps = 0;
  /** 1 for weights that are learnt. */
  private readonly learnt: Uint8Array;

  /** @param learnt which weights to perturb: those of log sigma have no part in a deterministic actor */
  constructor(config: EvolutionConfig, weights: Float32Array, learnt: Uint8Array) {
    this.config = config;
    this.weights = weights;
    this.average = weights.slice();
    this.first = new Float32Array(weights.length);
    this.second = new Float32Array(weights.length);
    this.learnt = learnt;
  }

  /** The direction of a pair: signs, so that every weight is moved by as much. */
  direction(pair: number, seed: number): Float32Array {
    const random = new Random(seed, `evolution ${this.steps} ${pair}`);
    return Float32Array.from(this.learnt, (on) => (on === 0 ? 0 : random.uniform() < 0.5 ? -1 : 1));
  }

  /** The actors of a pair, to try on the same episode. */
  mirrored(direction: Float32Array): [Float32Array, Float32Array] {
    const { sigma } = this.config;
    const moved = (sign: number) => this.weights.map((weight, i) => weight + sign * sigma * direction[i]);
    return [moved(1), moved(-1)];
  }

  /**
   * One step of Adam along the estimated gradient.
   *
   * @param returns of the mirrored actors of each direction
   */
  update(directions: readonly Float32Array[], returns: readonly (readonly [number, number])[]): void {
    const { sigma, rate } = this.config;
    this.steps++;
    for (let i = 0; i < this.weights.length; i++) {
      if (this.learnt[i] === 0) continue;
      let gradient = 0;
      for (const [n, [plus, minus]] of returns.entries())
        gradient += ((plus - minus) * directions[n][i]) / (2 * sigma * returns.length);
      this.first[i] = 0.9 * this.first[i] + 0.1 * gradient;
      this.second[i] = 0.99 * this.second[i] + 0.01 * gradient * gradient;
      const mean = this.first[i] / (1 - 0.9 ** this.steps);
      const spread = Math.sqrt(this.second[i] / (1 - 0.99 ** this.steps));
      this.weights[i] += (rate * mean) / (spread + 1e-8);
      this.average[i] += (this.weights[i] - this.average[i]) / Math.min(this.steps, MEMORY);
    }
  }
}

/** Which weights of a network with layers of these sizes give the means, the first half of its outputs. */
export function meanWeights(sizes: readonly number[]): Uint8Array {
  const last = sizes.length - 2;
  return Uint8Array.from(
    sizes
      .slice(1)
      .flatMap((m, layer) =>
        Array.from({ length: (sizes[layer] + 1) * m }, (_, i) => (layer < last || i % m < m / 2 ? 1 : 0)),
      ),
  );
}

/** Small random weights, the last layer's zero but for log sigma: the actor starts as the closed form. */
export function startWeights(sizes: readonly number[], logSigma: number, random: Random): Float32Array {
  const last = sizes.length - 2;
  return Float32Array.from(
    sizes.slice(1).flatMap((m, layer) => {
      const n = sizes[layer];
      return Array.from({ length: (n + 1) * m }, (_, i) => {
        if (layer < last) return (2 * random.uniform() - 1) / Math.sqrt(n);
        return i >= n * m + m / 2 ? logSigma : 0;
      });
    }),
  );
}
