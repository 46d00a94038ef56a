import { Channel, type ChannelInit } from './channel.ts';
import { CsiEstimator, hear } from './csi.ts';
import { addRemote, d2Pairs, gatherSums, type D2Pairs } from './d2.ts';
import { Measurement } from './effective-channel.ts';
import { channelsByRadio, OduCell } from './odu-cell.ts';
import { projectPower } from './power.ts';
import { updateMultipliers } from './quality-of-service.ts';
import { LocalRzf } from './rzf-local.ts';
import { range, type Topology } from './topology.ts';

export interface TwinInit extends ChannelInit {
  seed: number;
  /** rho^2 [dB], null for perfect CSI. */
  error_db: number | null;
  /** N_RT. */
  rt_loops: number;
  r_min: number;
  mu_step: number;
  mu_start: number;
  /** lambda of the D-RZF precoders of the starting slot. */
  start_lambda: number;
}

/** What decides the precoders: the same apps as the networked processes run, called in their order. */
export type TwinApps =
  | {
      gives: 'filters';
      /** For user k: reads the measurement, fills U_k [N_r, N_s] and W_k [N_s, N_s]. */
      filter: (measured: Measurement, k: number, U: Float64Array, W: Float64Array) => void;
      reach: 'none' | 'served' | 'coupled';
      /** One for each O-DU. */
      precoders: readonly ((cell: OduCell) => void)[];
    }
  | { gives: 'precoders'; csi: 'served' | 'coupled'; precode: (H: Float64Array, V: Float64Array) => void }
  | { gives: 'local'; precoders: readonly ((cell: OduCell) => void)[] };

/**
 * The whole testbed inside one process, in lockstep and without a wire: what tuning and training run
 * on, and what the networked testbed is held against.
 *
 * Everything that crosses a wire there is rounded to float32 here, at the same places.
 */
export class Twin {
  readonly topology: Topology;
  readonly measured: Measurement;
  readonly mu: Float64Array;
  readonly rMin: Float64Array;
  /** Precoders in force, by O-RU. */
  readonly V: readonly Float64Array[];
  /**
   * Called after each slot with its number and with r_k(t) and mu_k, both [K], valid during the call. What it
   * writes into `rMin` is in force from the next slot on.
   */
  onSlot: ((slot: number, rates: Float64Array, mu: Float64Array) => void) | null = null;
  private readonly init: TwinInit;
  private readonly apps: TwinApps;
  private readonly channel: Channel;
  private readonly estimator: CsiEstimator;
  private readonly cells: readonly OduCell[];
  /** Their channels, by O-RU. */
  private readonly heard: readonly Float64Array[];
  private readonly exchanges: readonly { from: number; to: number; pairs: D2Pairs; sums: Float64Array }[];
  /** Slots that are over, the starting one not counted. */
  private slots = 0;
  /** The starting slot is over. */
  private started = false;
  private readonly dense: { H: Float64Array; V: Float64Array } | null;

  constructor(topology: Topology, apps: TwinApps, init: TwinInit) {
    const { K, L, U, Nr, Nt, Ns } = topology;
    this.topology = topology;
    this.apps = apps;
    this.init = init;
    this.channel = new Channel(topology, init, init.seed);
    this.estimator = new CsiEstimator(topology, init.error_db, init.seed);
    this.measured = new Measurement(topology);
    this.mu = new Float64Array(K).fill(init.mu_start);
    this.rMin = new Float64Array(K).fill(init.r_min);
    this.V = this.measured.V;
    this.cells = range(U).map((u) => new OduCell(topology, u));
    this.heard = channelsByRadio(topology, this.cells);
    const reach = apps.gives === 'filters' ? apps.reach : 'none';
    this.exchanges = range(U).flatMap((to) =>
      range(U).map((from) => {
        const pairs = d2Pairs(topology, from, to, reach);
        return { from, to, pairs, sums: new Float64Array(2 * pairs.length * Nr * Ns) };
      }),
    );
    this.dense =
      apps.gives === 'precoders'
        ? { H: new Float64Array(2 * K * L * Nr * Nt), V: new Float64Array(2 * K * L * Nt * Ns) }
        : null;
    const start = new LocalRzf(topology, 0, init.start_lambda);
    this.slot((cell) => start.precode(cell));
    this.started = true;
    this.exchange();
  }

  /**
   * One near-RT loop.
   *
   * @param rates to add the loop's mean rate of each user to, [K]
   * @returns mean sum rate over the loop [bit/s/Hz]
   */
  loop(rates?: Float64Array): number {
    const { apps, init, topology } = this;
    if (apps.gives === 'filters') this.control(apps);
    let sum = 0;
    for (let t = 0; t < init.rt_loops; t++) {
      this.channel.step();
      this.slot((cell) => {
        if (apps.gives !== 'precoders') apps.precoders[cell.odu](cell);
      });
      this.slots++;
      this.onSlot?.(this.slots, this.measured.rates, this.mu);
      for (let k = 0; k < topology.K; k++) {
        sum += this.measured.rates[k] / init.rt_loops;
        if (rates !== undefined) rates[k] += this.measured.rates[k] / init.rt_loops;
      }
    }
    this.exchange();
    return sum;
  }

  /** Another speed, or CSI error [dB, null for none], from the next near-RT loop on. */
  impair({ speed_mps, error_db }: Partial<Pick<TwinInit, 'speed_mps' | 'error_db'>>): void {
    if (speed_mps !== undefined) this.channel.setSpeed(speed_mps);
    if (error_db !== undefined) this.estimator.setError(error_db);
  }

  /** U and W for every user, from what was measured last. */
  private control(apps: Extract<TwinApps, { gives: 'filters' }>): void {
    const { K, Nr, Ns } = this.topology;
    const U = new Float64Array(2 * K * Nr * Ns);
    const W = new Float64Array(2 * K * Ns * Ns);
    for (let k = 0; k < K; k++) {
      apps.filter(
        this.measured,
        k,
        U.subarray(2 * k * Nr * Ns, 2 * (k + 1) * Nr * Ns),
        W.subarray(2 * k * Ns * Ns, 2 * (k + 1) * Ns * Ns),
      );
    }
    roundToWire(U);
    roundToWire(W);
    for (const cell of this.cells) {
      cell.U.set(U);
      cell.W.set(W);
    }
  }

  /** One RT loop: CSI and mu down, precoders up, rates, (29). */
  private slot(precode: (cell: OduCell) => void): void {
    const { topology, channel, measured, mu, dense } = this;
    hear(topology, this.estimator.estimate(channel.H), this.heard);
    for (const H of this.heard) roundToWire(H);
    for (const cell of this.cells) {
      for (let k = 0; k < topology.K; k++) cell.omega[k] = 1 + Math.fround(mu[k]);
      precode(cell);
    }
    if (dense !== null && this.apps.gives === 'precoders' && this.started) this.precodeCentrally(this.apps);
    for (const cell of this.cells) {
      for (const [j, l] of cell.radios.entries()) {
        projectPower(cell.V[j], topology.pMax);
        this.V[l].set(cell.V[j]);
        roundToWire(this.V[l]);
        projectPower(this.V[l], topology.pMax);
      }
    }
    measured.measure(channel.H);
    updateMultipliers(mu, measured.rates, this.rMin, this.init.mu_step);
  }

  private precodeCentrally(apps: Extract<TwinApps, { gives: 'precoders' }>): void {
    const { H, V } = this.dense as { H: Float64Array; V: Float64Array };
    spreadCsi(this.topology, this.cells, apps.csi, H);
    apps.precode(H, V);
    roundToWire(V);
    const { L, Nt, Ns, served } = this.topology;
    const block = 2 * Nt * Ns;
    for (const cell of this.cells) {
      for (const [j, l] of cell.radios.entries()) {
        for (const [n, k] of served[l].entries()) {
          cell.V[j].set(V.subarray((k * L + l) * block, (k * L + l + 1) * block), n * block);
        }
      }
    }
  }

  private exchange(): void {
    for (const { from, pairs, sums } of this.exchanges) {
      gatherSums(this.cells[from], pairs, sums);
      roundToWire(sums);
    }
    for (const cell of this.cells) cell.Zremote.fill(0);
    for (const { to, pairs, sums } of this.exchanges) addRemote(this.cells[to], pairs, sums);
  }
}

/**
 * The channels that E2 reports, as one array.
 *
 * @param H [K, L, N_r, N_t] complex; zero where nothing is reported
 */
export function spreadCsi(
  { L, Nr, Nt, served, coupled }: Topology,
  cells: readonly OduCell[],
  csi: 'served' | 'coupled',
  H: Float64Array,
): void {
  const block = 2 * Nr * Nt;
  for (const cell of cells) {
    for (const [j, l] of cell.radios.entries()) {
      const reported = csi === 'served' ? served[l] : coupled[l];
      for (const [n, i] of coupled[l].entries()) {
        if (reported.includes(i)) {
          H.set(cell.H[j].subarray(n * block, (n + 1) * block), (i * L + l) * block);
        }
      }
    }
  }
}

/** Rounds to what a float32 keeps. */
function roundToWire(values: Float64Array): void {
  for (let i = 0; i < values.length; i++) values[i] = Math.fround(values[i]);
}
