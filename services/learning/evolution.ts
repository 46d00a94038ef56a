import { Random } from '@chorus/phy';

export interface EvolutionConfig {
  /** Hidden layers of the actor; none makes it linear. The fewer weights, the fewer episodes it takes. */
  actorLayers: number[];
  /** Pairs of mirrored perturbations in an iteration. */
  pairs: number;
  /** Standard deviation of a perturbation. */
  sigma: number;
  /** Length of a step, in root mean square over the weights. */
  rate: number;
}

export const evolutionDefaults: EvolutionConfig = { actorLayers: [], pairs: 4, sigma: 0.1, rate: 0.02 };

/** Iterates that the average goes over. */
const MEMORY = 10;

/**
 * Evolution strategies (Salimans et al. 2017): the gradient of the mean sum rate, estimated from episodes of
 * perturbed actors, climbed with momentum.
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
  /** Momentum of the gradient. */
  readonly first: Float32Array;
  /** Mean square of all its entries, a single number: see {@link update}. */
  readonly second = new Float32Array(1);
  steps = 0;
  /** 1 for weights that are learnt. */
  private readonly learnt: Uint8Array;

  /** @param learnt which weights to perturb: those of log sigma have no part in a deterministic actor */
  constructor(config: EvolutionConfig, weights: Float32Array, learnt: Uint8Array) {
    this.config = config;
    this.weights = weights;
    this.average = weights.slice();
    this.first = new Float32Array(weights.length);
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
   * One step along the estimated gradient, as Adam's but with one scale for all weights. Few pairs leave each
   * entry as much noise as the largest has signal; a scale of its own would let those without signal wander.
   *
   * @param returns of the mirrored actors of each direction
   */
  update(directions: readonly Float32Array[], returns: readonly (readonly [number, number])[]): void {
    const { sigma, rate } = this.config;
    const { learnt, first, second, weights, average } = this;
    this.steps++;
    let squares = 0;
    let count = 0;
    for (let i = 0; i < weights.length; i++) {
      if (learnt[i] === 0) continue;
      let gradient = 0;
      for (const [n, [plus, minus]] of returns.entries())
        gradient += ((plus - minus) * directions[n][i]) / (2 * sigma * returns.length);
      first[i] = 0.9 * first[i] + 0.1 * gradient;
      squares += gradient * gradient;
      count++;
    }
    second[0] = 0.9 * second[0] + (0.1 * squares) / count;
    const scale = rate / (Math.sqrt(second[0] / (1 - 0.9 ** this.steps)) + 1e-8) / (1 - 0.9 ** this.steps);
    for (let i = 0; i < weights.length; i++) {
      weights[i] += scale * first[i];
      average[i] += (weights[i] - average[i]) / Math.min(this.steps, MEMORY);
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
