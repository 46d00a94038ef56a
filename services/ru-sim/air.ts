import {
  Channel,
  CsiEstimator,
  Measurement,
  PowerProjection,
  updateMultipliers,
  type Topology,
} from '@chorus/phy';
import { memoryOf } from '@chorus/phy/wasm/arena.ts';
import type { Impairments } from '@chorus/platform/impairments.ts';
import type { Scenario } from '@chorus/platform/scenario.ts';

/**
 * Everything between the antennas and the users that are held here: the true channel, what is estimated of
 * it, the precoders that the O-RUs have in force, and what the users measure and report.
 */
export class Air {
  /** V by O-RU l: V_k,l for k in served[l], [users, N_t, N_s] complex, in force. */
  readonly V: readonly Float64Array[];
  /** xi_l, [L]. */
  readonly xi: Float64Array;
  /** mu_k, [held users]. */
  readonly mu: Float64Array;
  /** R_k^min in force [bit/s/Hz], [held users]. */
  readonly rMin: Float64Array;
  readonly measurement: Measurement;
  private readonly pMax: number;
  private readonly channel: Channel;
  private readonly estimator: CsiEstimator;
  /** By O-DU. */
  private readonly projections: readonly PowerProjection[];
  private readonly muStep: number;

  /** @param users that are held, ascending */
  constructor(
    topology: Topology,
    { mobility, radio, clock, csi, qos, seed }: Scenario,
    users: readonly number[],
  ) {
    this.pMax = topology.pMax;
    this.xi = new Float64Array(topology.L);
    this.mu = new Float64Array(users.length).fill(qos.mu_start);
    this.rMin = new Float64Array(users.length).fill(qos.r_min);
    this.muStep = qos.mu_step;
    this.measurement = new Measurement(topology, users);
    this.V = this.measurement.V;
    const memory = memoryOf(this.V[0]) as WebAssembly.Memory;
    const byOdu = topology.radiosOfOdu.map((radios) => radios.map((l) => this.V[l]));
    this.projections = byOdu.map((V) => new PowerProjection(memory, V));
    this.channel = new Channel(
      topology,
      { speed_mps: mobility.speed_mps, carrier_ghz: radio.carrier_ghz, rt_loop_ms: clock.rt_loop_ms },
      seed,
      users,
    );
    this.estimator = new CsiEstimator(topology, csi.error_db, seed, users);
  }

  /** Estimates of the newest channel where users and O-RUs are coupled, [held users, L, N_r, N_t] complex. */
  estimate(): Float64Array {
    return this.estimator.estimate(this.channel.H);
  }

  /** Moves the channel on by one RT loop (2); `measure` still works on the one before. */
  step(): void {
    this.channel.step();
  }

  /** Speed from the next step on, CSI error from the next estimate on. */
  impair({ speed_mps, csi_error_db }: Impairments): void {
    this.channel.setSpeed(speed_mps);
    this.estimator.setError(csi_error_db);
  }

  /** Holds the O-RUs of an O-DU to P_max (10c). @returns their powers before [W] */
  guard(odu: number): Float64Array {
    return this.projections[odu].run(this.pMax);
  }

  /** Xi, J and r_k with the precoders in force, on the channel that they were made for: one step back. */
  measure(): void {
    this.measurement.measure(this.channel.previous);
  }

  /** mu by (29). */
  updateMu(): void {
    updateMultipliers(this.mu, this.measurement.rates, this.rMin, this.muStep);
  }
}
