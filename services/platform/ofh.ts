import type { Observe } from '@chorus/contracts';
import { range, type OduCell, type Topology } from '@chorus/phy';
import { ChorusError } from './errors.ts';
import { Narrowing, oncePerMemory, Widening } from './float32.ts';
import type { FrameBuffer } from './frames.ts';
import { MOST_STEPS, rateStepsBytes } from './rate-steps.ts';

export type { Observe };

/** Numbers per channel H_i,l and per precoder V_k,l. */
const channelReals = ({ Nr, Nt }: Topology) => 2 * Nr * Nt;
const precoderReals = ({ Nt, Ns }: Topology) => 2 * Nt * Ns;

/**
 * Payload of a Downlink: mu [K], then by O-RU H_i,l for i in coupled[l], [N_r, N_t] complex; float32. That of
 * a shard of ru-sim leaves out the users that it does not hold.
 */
export class Downlink {
  /** Bytes of the payload. */
  readonly bytes: number;
  /** First float32 of each local O-RU's channels. */
  private readonly starts: readonly number[];
  private readonly K: number;
  private readonly narrowing: (H: Float64Array) => Narrowing;
  private readonly widening: (omega: Float64Array) => Widening;

  /** @param users that the sender holds, ascending */
  constructor(topology: Topology, odu: number, users: readonly number[] = range(topology.K)) {
    const { L, coupled, radiosOfOdu } = topology;
    const size = channelReals(topology);
    const rows = new Map(users.map((k, row) => [k, row]));
    this.K = users.length;
    const places: number[] = [];
    this.starts = radiosOfOdu[odu].map((l) => {
      const start = this.K + places.length * size;
      const held = coupled[l].flatMap((i) => rows.get(i) ?? []);
      places.push(...held.map((row) => (row * L + l) * size));
      return start;
    });
    const reals = this.K + places.length * size;
    this.bytes = 4 * reals;
    this.narrowing = oncePerMemory((source) => new Narrowing(source, size, places));
    this.widening = oncePerMemory((target) => new Widening(target, reals));
  }

  /** Where the channels begin in the payload: they are what E2 reports as COUPLED_CSI, byte for byte. */
  get csiOffset(): number {
    return 4 * this.K;
  }

  writeMu(frame: FrameBuffer, mu: Float64Array): void {
    frame.floats.set(mu);
  }

  /** @param H estimates in an Arena, [held users, L, N_r, N_t] complex; read where users and O-RUs are coupled */
  writeCsi(frame: FrameBuffer, H: Float64Array): void {
    frame.floats.set(this.narrowing(H).of(H), this.K);
  }

  /**
   * Of the whole network: fills `cell.omega` with 1 + mu_k and `cell.H`; on an error the cell keeps what it held.
   *
   * @throws ChorusError CHORUS_PAYLOAD_LENGTH, CHORUS_PAYLOAD_NOT_FINITE
   */
  read(payload: Uint8Array, cell: OduCell): void {
    checkLength(payload, this.bytes, 'Downlink');
    const widening = this.widening(cell.omega);
    widening.take(payload, 'Downlink');
    for (let k = 0; k < this.K; k++) cell.omega[k] = 1 + widening.floats[k];
    for (let j = 0; j < cell.H.length; j++) widening.fill(cell.H[j], this.starts[j]);
  }
}

/** How long an O-DU took for a slot [ms]. */
export interface SlotTimes {
  dAppMs: number;
  e2WaitMs: number;
  d2WaitMs: number;
  totalMs: number;
}

/**
 * Keeps float32 precoders within P_max: rounding to float32 can add 2^-24 of a number, this takes
 * twice as much away.
 */
const TOWARD_ZERO = 1 - 2 ** -23;

/** Payload of an Uplink: by O-RU xi_l, then V_k,l for k in served[l], float32; then four float64 of {@link SlotTimes}. */
export class Uplink {
  readonly bytes: number;
  private readonly radios: readonly number[];
  private readonly starts: readonly number[];
  private readonly narrowing: (V: Float64Array) => Narrowing;
  private readonly widening: (V: Float64Array) => Widening;

  constructor(topology: Topology, odu: number) {
    const size = precoderReals(topology);
    this.radios = topology.radiosOfOdu[odu];
    let matrices = 0;
    this.starts = this.radios.map((l) => {
      const start = this.radios.length + matrices * size;
      matrices += topology.served[l].length;
      return start;
    });
    const reals = this.radios.length + matrices * size;
    const places = range(matrices).map((n) => n * size);
    this.bytes = 4 * reals + 32;
    this.narrowing = oncePerMemory((source) => new Narrowing(source, size, places));
    this.widening = oncePerMemory((target) => new Widening(target, reals));
  }

  write({ floats, bytes }: FrameBuffer, { xi, precoders }: OduCell, times: SlotTimes): void {
    floats.set(xi);
    floats.set(this.narrowing(precoders).of(precoders, TOWARD_ZERO), xi.length);
    const tail = bytes.length - 32;
    bytes.writeDoubleLE(times.dAppMs, tail);
    bytes.writeDoubleLE(times.e2WaitMs, tail + 8);
    bytes.writeDoubleLE(times.d2WaitMs, tail + 16);
    bytes.writeDoubleLE(times.totalMs, tail + 24);
  }

  /**
   * On an error nothing is written.
   *
   * @param V by O-RU, all L of them, in one Arena; filled for those of this O-DU
   * @param xi [L], likewise
   * @throws ChorusError CHORUS_PAYLOAD_LENGTH, CHORUS_PAYLOAD_NOT_FINITE
   */
  read(payload: Buffer, V: readonly Float64Array[], xi: Float64Array, times: SlotTimes): void {
    checkLength(payload, this.bytes, 'Uplink');
    const widening = this.widening(V[0]);
    widening.take(payload, 'Uplink');
    for (let j = 0; j < this.radios.length; j++) {
      xi[this.radios[j]] = widening.floats[j];
      widening.fill(V[this.radios[j]], this.starts[j]);
    }
    const tail = payload.length - 32;
    times.dAppMs = payload.readDoubleLE(tail);
    times.e2WaitMs = payload.readDoubleLE(tail + 8);
    times.d2WaitMs = payload.readDoubleLE(tail + 16);
    times.totalMs = payload.readDoubleLE(tail + 24);
  }
}

/**
 * Payload of a Measured, float32, for each user anchored at the O-DU, or those of them that a shard of ru-sim
 * holds: R_k(n); then Xi_k,i for i in I_k
 * (`neighbours`), Xi_k,k and J_k as N_r^2 reals (`covariance`), or Xi_k,k and p_k (`power`).
 */
export class Measured {
  readonly bytes: number;
  readonly users: readonly number[];
  /** Float32 numbers of Xi by user, of J_k and of p_k. */
  readonly channelReals: readonly number[];
  readonly covarianceReals: number;
  readonly interferenceReals: number;

  /** @param users that the sender holds, ascending */
  constructor(
    topology: Topology,
    odu: number,
    observe: Observe,
    users: readonly number[] = range(topology.K),
  ) {
    const { Nr, Ns, anchor, observed } = topology;
    this.users = users.filter((k) => anchor[k] === odu);
    this.channelReals = this.users.map(
      (k) => (observe === 'neighbours' ? observed[k].length : 1) * 2 * Nr * Ns,
    );
    this.covarianceReals = observe === 'covariance' ? Nr * Nr : 0;
    this.interferenceReals = observe === 'power' ? 1 : 0;
    this.bytes = 4 * this.reals.reduce((sum, reals) => sum + reals, 0);
  }

  /** Float32 numbers of each user. */
  get reals(): number[] {
    const beside = 1 + this.covarianceReals + this.interferenceReals;
    return this.channelReals.map((reals) => reals + beside);
  }
}

/** Longest payload in each direction, for the readers; Hello and its answer are short JSON. */
export function longestUp(topology: Topology, odu: number): number {
  return Math.max(1024, new Uplink(topology, odu).bytes, rateStepsBytes(MOST_STEPS * topology.K));
}
export function longestDown(topology: Topology, odu: number, observe: Observe): number {
  const { bytes } = new Downlink(topology, odu);
  return Math.max(1024, bytes, new Measured(topology, odu, observe).bytes);
}

function checkLength(payload: Uint8Array, bytes: number, what: string): void {
  if (payload.length !== bytes)
    throw new ChorusError('CHORUS_PAYLOAD_LENGTH', { what, bytes: payload.length, expected: bytes });
}
