import { setImmediate } from 'node:timers/promises';
import type { FilterXApp, UserObservation } from '@chorus/contracts';
import type { Topology } from '@chorus/phy';
import type { IndicationMessage, Report } from '@chorus/platform/proto.ts';
import { decodeTensor, encodeTensor, packHermitian, unpackHermitian } from '@chorus/platform/tensors.ts';
import { ExperienceLog } from './experience-log.ts';
import {
  fitsFloat32,
  type Decision,
  type Moment,
  type OnAppError,
  type OnUnreadable,
  type Runner,
} from './runner.ts';

const REAL = 4;

export interface FilterRunnerComponents {
  readonly topology: Topology;
  readonly app: FilterXApp;
  readonly onAppError: OnAppError;
  readonly onUnreadable: OnUnreadable;
}
export interface FilterRunnerInit {
  readonly report: Report;
  /** Users of this replica, ascending. */
  readonly users: readonly number[];
  /** Whether decisions bring along their experience. */
  readonly explore?: boolean;
}

interface Observed {
  user: number;
  nearRtLoop: number;
  readonly Xi: Float64Array;
  readonly J: Float64Array | null;
  interference: number | null;
}

/**
 * Runs an xApp that gives U_k and W_k: from each near-RT loop's reports, one control for the next loop.
 * A user for whom the app fails, or whose report cannot be read, keeps what it gave last (at first U_k and W_k of ones and zeros), so
 * that the O-DUs, which wait for every user in lockstep, go on.
 */
export class FilterRunner implements Runner {
  readonly period = 'NEAR_RT_LOOP';
  readonly report: Report;
  private readonly topology: Topology;
  private app: FilterXApp;
  private readonly onAppError: OnAppError;
  private readonly onUnreadable: OnUnreadable;
  private readonly users: readonly number[];
  private readonly observations: readonly Observed[];
  /** Where user k stands in the report of its anchor. */
  private readonly place: ReadonlyMap<number, number>;
  private readonly packedJ: Float64Array;
  private readonly one = new Float64Array(1);
  private readonly experience: ExperienceLog | null;
  private readonly U: Float64Array;
  private readonly W: Float64Array;
  /** [users, N_r, N_s] complex and [users, N_s^2] real: the control, kept from loop to loop. */
  private readonly allU: Float64Array;
  private readonly allW: Float64Array;
  private observed = false;

  constructor({ topology, app, onAppError, onUnreadable }: FilterRunnerComponents, init: FilterRunnerInit) {
    const { report, users, explore = false } = init;
    const { Nr, Ns, observed, usersOfAnchor } = topology;
    this.topology = topology;
    this.app = app;
    this.onAppError = onAppError;
    this.onUnreadable = onUnreadable;
    this.report = report;
    this.users = users;
    this.experience = explore ? new ExperienceLog() : null;
    this.observations = users.map((user) => ({
      user,
      nearRtLoop: -1,
      Xi: new Float64Array(2 * (report === 'NEIGHBOURS' ? observed[user].length : 1) * Nr * Ns),
      J: report === 'COVARIANCE' ? new Float64Array(2 * Nr * Nr) : null,
      interference: report === 'POWER' ? 1 : null,
    }));
    this.place = new Map(usersOfAnchor.flatMap((list) => list.map((k, i): [number, number] => [k, i])));
    this.packedJ = new Float64Array(Nr * Nr);
    this.U = new Float64Array(2 * Nr * Ns);
    this.W = new Float64Array(2 * Ns * Ns);
    this.allU = new Float64Array(users.length * this.U.length);
    this.allW = new Float64Array(users.length * Ns * Ns);
    for (let s = 0; s < Ns; s++) {
      this.U[2 * (s * Ns + s)] = 1;
      this.W[2 * (s * Ns + s)] = 1;
    }
    for (const n of users.keys()) this.keep(n);
  }

  /** Whether there is an observation to try another app on. */
  get hasObserved(): boolean {
    return this.observed;
  }

  /**
   * Lets another app decide for some users from what was observed last, to no effect: its answers must be
   * finite, and its code is compiled before it matters. Between users the event loop goes on.
   */
  async tryOut(app: FilterXApp, users: readonly number[]): Promise<void> {
    if (!this.observed) return;
    const { Nr, Ns } = this.topology;
    const U = new Float64Array(2 * Nr * Ns);
    const W = new Float64Array(2 * Ns * Ns);
    for (const observation of this.observations.filter(({ user }) => users.includes(user))) {
      app.filter(observation, U, W);
      if (!fitsFloat32(U) || !fitsFloat32(W))
        throw new Error(`U or W of user ${observation.user} holds a non-finite number`);
      await setImmediate();
    }
  }

  /** Another app decides from the next run on; users for whom it fails keep what the one before gave them. */
  use(app: FilterXApp): void {
    this.app = app;
  }

  run(reports: readonly (IndicationMessage | null)[], { nearRtLoop, slot }: Moment): Decision | null {
    if (this.users.length === 0) return null;
    this.observed = true;
    let failures = 0;
    let decided = 0;
    for (const [n, observation] of this.observations.entries()) {
      const report = reports[this.topology.anchor[observation.user]];
      if (report === null) continue;
      if (!this.read(observation.user, () => this.observe(observation, report, nearRtLoop))) continue;
      try {
        this.filter(observation, n);
        decided++;
        this.remember(observation, report);
      } catch (error) {
        failures++;
        this.onAppError(`user ${observation.user}`, error);
      }
    }
    return {
      header: { style: 'FILTERS', nearRtLoop: nearRtLoop + 1, slot },
      message: { users: [...this.users], u: encodeTensor(this.allU), w: encodeTensor(this.allW) },
      endsLoop: true,
      failed: failures > 0 && decided === 0,
      ...(this.experience !== null && { experience: this.experience.take(nearRtLoop + 1) }),
    };
  }

  private observe(observation: Observed, report: IndicationMessage, nearRtLoop: number): void {
    const { user, Xi, J } = observation;
    const row = (bytes: Uint8Array, reals: number) => this.row(bytes, user, reals);
    decodeTensor(row(report.channel, Xi.length), Xi, `Xi of user ${user}`);
    if (J !== null) {
      decodeTensor(row(report.covariance, this.packedJ.length), this.packedJ, `J of user ${user}`);
      unpackHermitian(this.packedJ, 0, this.topology.Nr, J);
    }
    if (this.report === 'POWER') {
      decodeTensor(row(report.interference, 1), this.one, `p of user ${user}`);
      observation.interference = this.one[0];
    }
    observation.nearRtLoop = nearRtLoop;
  }

  private filter(observation: UserObservation, n: number): void {
    this.app.filter(observation, this.U, this.W);
    if (!fitsFloat32(this.U) || !fitsFloat32(this.W)) throw new Error('U or W holds a non-finite number');
    this.keep(n);
  }

  private remember({ user }: Observed, report: IndicationMessage): void {
    const choice = this.app.experience?.();
    if (this.experience === null || choice === undefined) return;
    const row = this.row(report.reward, user, 1);
    if (this.read(user, () => decodeTensor(row, this.one, `reward of user ${user}`)))
      this.experience.add(user, choice, this.one[0]);
  }

  /** @returns whether what a report says of a user could be decoded */
  private read(user: number, decode: () => void): boolean {
    try {
      decode();
      return true;
    } catch (error) {
      this.onUnreadable(`user ${user}`, error);
      return false;
    }
  }

  /** What a report says of one user. */
  private row(bytes: Uint8Array, user: number, reals: number): Uint8Array {
    const at = this.place.get(user) as number;
    return bytes.subarray(at * reals * REAL, (at + 1) * reals * REAL);
  }

  private keep(n: number): void {
    const { Ns } = this.topology;
    this.allU.set(this.U, n * this.U.length);
    packHermitian(this.W, Ns, this.allW, n * Ns * Ns);
  }
}
