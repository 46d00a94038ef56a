export interface CoordinateSearchConfig {
  /** Networks that an iteration tries every probe on. */
  topologies: number;
  /** How far a probe moves a weight, and so the trust in its curvature. */
  probe: number;
  /** Share of Newton's step that a coordinate takes; others move at the same time. */
  damping: number;
}

export const coordinateSearchDefaults: CoordinateSearchConfig = { topologies: 3, probe: 0.1, damping: 0.7 };

/** Shares of the step that are tried before one of them is taken; 0 stays. */
export const STEP_SHARES = [0, 0.35, 1] as const;

/**
 * Newton's method along each coordinate, from central differences of the mean sum rate.
 *
 * A linear actor whose outputs of one kind share their weights has a dozen of them. For so few, differences in
 * every coordinate on the same networks and channels beat random directions: nothing but the channels is
 * random, and those are the same for both ends.
 */
export class CoordinateSearch {
  readonly config: CoordinateSearchConfig;
  /** The actor's weights. */
  readonly weights: Float32Array;
  /** Weights that move as one, for each coordinate. */
  private readonly coordinates: readonly (readonly number[])[];

  constructor(
    config: CoordinateSearchConfig,
    weights: Float32Array,
    coordinates: readonly (readonly number[])[],
  ) {
    this.config = config;
    this.weights = weights;
    this.coordinates = coordinates;
  }

  /** What to try first: the weights as they are, then each coordinate a probe up and a probe down. */
  probes(): Float32Array[] {
    const { probe } = this.config;
    const moved = (coordinate: number, by: number) => {
      const step = new Float64Array(this.coordinates.length);
      step[coordinate] = by;
      return this.moved(step);
    };
    return [this.weights.slice(), ...this.coordinates.flatMap((_, n) => [moved(n, probe), moved(n, -probe)])];
  }

  /**
   * Newton's step in each coordinate: -f' / f'' where the return bends down, else a probe uphill; never longer
   * than two probes.
   *
   * @param returns of {@link probes}
   */
  step(returns: readonly number[]): Float64Array {
    const { probe, damping } = this.config;
    const [here] = returns;
    return Float64Array.from(this.coordinates, (_, n) => {
      const up = returns[1 + 2 * n];
      const down = returns[2 + 2 * n];
      const slope = (up - down) / (2 * probe);
      const curvature = (up - 2 * here + down) / probe ** 2;
      const step = curvature < 0 ? (-damping * slope) / curvature : probe * Math.sign(slope);
      return Math.min(2 * probe, Math.max(-2 * probe, step));
    });
  }

  /** What to try next: {@link STEP_SHARES} of the step. */
  candidates(step: Float64Array): Float32Array[] {
    return STEP_SHARES.map((share) => this.moved(step.map((value) => share * value)));
  }

  /** Takes the best candidate. @returns its share of the step */
  choose(candidates: readonly Float32Array[], returns: readonly number[]): number {
    const best = returns.indexOf(Math.max(...returns));
    this.weights.set(candidates[best]);
    return STEP_SHARES[best];
  }

  private moved(step: Float64Array): Float32Array {
    const weights = this.weights.slice();
    for (const [n, indices] of this.coordinates.entries()) for (const i of indices) weights[i] += step[n];
    return weights;
  }
}

/**
 * Coordinates of a linear actor: for each kind of action and each feature, the bias last, one weight that all outputs
 * of the kind share.
 *
 * @param features inputs of the network
 * @param kinds how many outputs each kind has, for instance N_r and N_s
 */
export function tiedCoordinates(features: number, kinds: readonly number[]): number[][] {
  const actions = kinds.reduce((a, b) => a + b, 0);
  return kinds.flatMap((count, kind) => {
    const first = kinds.slice(0, kind).reduce((a, b) => a + b, 0);
    return Array.from({ length: features + 1 }, (_, row) =>
      Array.from({ length: count }, (__, o) => row * 2 * actions + first + o),
    );
  });
}
