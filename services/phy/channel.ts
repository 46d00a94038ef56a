import { Random } from './random.ts';
import { range, type Topology } from './topology.ts';
import { Arena } from './wasm/arena.ts';
import { FADING_TABLE_BYTES, fadingKernels } from './wasm/fading.ts';
import type { Kernels } from './wasm/module.ts';

const SPEED_OF_LIGHT = 299_792_458;

/** J_0, the Bessel function of the first kind of order zero: the mean of cos(x sin t) over a period. */
export function besselJ0(x: number): number {
  // The trapezoidal rule converges faster than any power once it has more points than |x|.
  const points = 64 + 2 * Math.ceil(Math.abs(x));
  let sum = 0;
  for (let n = 0; n < points; n++) sum += Math.cos(x * Math.sin((Math.PI * (n + 0.5)) / points));
  return sum / points;
}

/** epsilon_k = J_0(2 pi v f_c T / c), correlation of the fading from one RT loop to the next. */
export function temporalCorrelation(speed_mps: number, carrier_ghz: number, rt_loop_ms: number): number {
  return besselJ0((2 * Math.PI * speed_mps * carrier_ghz * 1e9 * rt_loop_ms * 1e-3) / SPEED_OF_LIGHT);
}

export interface ChannelInit {
  speed_mps: number;
  carrier_ghz: number;
  rt_loop_ms: number;
}

/**
 * The true channel, (1) and (2): H_k,l(t) = sqrt(beta_k,l) G_k,l(t), with
 * G(t) = epsilon G(t-1) + sqrt(1 - epsilon^2) Omega(t), entries of Omega in CN(0, 1).
 */
export class Channel {
  /** H_k,l over the root of the noise power, [users, L, N_r, N_t] complex. Another array after each step. */
  H: Float64Array;
  /** H of the RT loop before: who still measures there needs no copy. */
  previous: Float64Array;
  /** epsilon, one for all users since they share a speed. */
  epsilon: number;
  private readonly init: ChannelInit;
  /** Whose rows `H` holds, ascending: all K, or those of one part of the network. */
  readonly users: readonly number[];
  /** Standard deviation of a real or imaginary part of H_k,l, [users, L]. */
  private readonly deviation: Float64Array;
  /** Generators of Omega_k: streams of their own, so that whoever holds some of the users draws theirs alone. */
  private readonly streams: Int32Array;
  private readonly kernels: Kernels;

  constructor(
    topology: Topology,
    init: ChannelInit,
    seed: number,
    users: readonly number[] = range(topology.K),
  ) {
    const { L, Nr, Nt, beta, noise } = topology;
    const rows = users.length;
    const block = 2 * Nr * Nt;
    const arena = new Arena(8 * rows * L * (2 * block + 1) + 16 * rows + FADING_TABLE_BYTES + 256);
    this.users = users;
    // Its tables come first: wherever they stand, a module is compiled for that.
    this.kernels = fadingKernels(block, arena);
    this.H = arena.float64(rows * L * block);
    this.previous = arena.float64(rows * L * block);
    this.deviation = arena.float64(rows * L);
    this.deviation.set(users.flatMap((k) => range(L).map((l) => Math.sqrt(beta[k * L + l] / noise / 2))));
    this.streams = arena.int32(4 * rows);
    this.streams.set(users.flatMap((k) => new Random(seed, `fading of user ${k}`).state));
    this.init = init;
    this.epsilon = temporalCorrelation(init.speed_mps, init.carrier_ghz, init.rt_loop_ms);
    this.advance(0, 1);
  }

  /** Another speed from the next step on. Omega does not hang on it: its stream goes on as it would have. */
  setSpeed(speed_mps: number): void {
    const { carrier_ghz, rt_loop_ms } = this.init;
    this.epsilon = temporalCorrelation(speed_mps, carrier_ghz, rt_loop_ms);
  }

  /** One RT loop of (2). */
  step(): void {
    this.advance(this.epsilon, Math.sqrt(1 - this.epsilon * this.epsilon));
  }

  private advance(keep: number, renew: number): void {
    const { H: last, previous: next, deviation, streams, users, kernels } = this;
    const links = deviation.length / users.length;
    kernels.step(
      last.byteOffset,
      next.byteOffset,
      deviation.byteOffset,
      streams.byteOffset,
      users.length,
      links,
      keep,
      renew,
    );
    this.H = next;
    this.previous = last;
  }
}
