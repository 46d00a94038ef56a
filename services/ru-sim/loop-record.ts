import { latenessClass, noLateness } from '@chorus/platform/lateness.ts';
import { firstSlot } from '@chorus/platform/slots.ts';
import type { Impairments } from '@chorus/platform/impairments.ts';
import type { Scenario } from '@chorus/platform/scenario.ts';

/** What the users and O-RUs of a shard make of a near-RT loop; arrays in the order of its users. */
export interface LoopPart {
  readonly nearRtLoop: number;
  /** R_k(n) [bit/s/Hz]. */
  readonly userRate: number[];
  readonly mu: number[];
  readonly rMin: number[];
  readonly maxPowerRatio: number;
  readonly lateAnswers: number;
  readonly clockSlips: number;
}

/** The rest of a loop's record, which needs no users. */
export interface LoopRest {
  readonly last: boolean;
  /** In force in the loop. */
  readonly impairments: Impairments;
  readonly wall: {
    readonly unixMs: number;
    readonly loopMs: number;
    readonly slotMs: readonly number[];
    /** In realtime: slots that ended without an answer, and the answers that came, by `LATENESS_MS`. */
    readonly lateSlots?: number;
    readonly lateness?: readonly number[];
  };
}

/** The KPI record `kpi.ru-sim` (docs/interfaces.md). @param whole of all users */
export function kpiRecord(
  { name, seed, scheme, clock }: Scenario,
  { nearRtLoop, userRate, mu, rMin, maxPowerRatio, lateAnswers, clockSlips }: LoopPart,
  { last, impairments, wall }: LoopRest,
): object {
  return {
    process: 'ru-sim',
    scenario: name,
    seed,
    scheme: scheme.name,
    nearRtLoop,
    slot: firstSlot(nearRtLoop + 1, clock.rt_loops) - 1,
    sumRate: userRate.reduce((sum, rate) => sum + rate, 0),
    userRate,
    mu,
    rMin,
    impairments,
    maxPowerRatio,
    lateAnswers,
    clockSlips,
    ...(last ? { last: true } : {}),
    wall,
  };
}

/** What a near-RT loop adds up to, over a shard's users: R_k(n) and its part of the KPI record. */
export class LoopRecord {
  /** R_k(n), mean over the slots so far once `close` is called [bit/s/Hz], [held users]. */
  readonly meanRates: Float64Array;
  private readonly slotMs: number[] = [];
  private readonly sums: Float64Array;
  private maxPowerRatio = 0;
  private lateAnswers = 0;
  private clockSlips = 0;
  private beganAt = 0;
  private lateSlots = 0;
  private lateness = noLateness();

  /** @param users how many the shard holds */
  constructor(users: number) {
    this.sums = new Float64Array(users);
    this.meanRates = new Float64Array(users);
  }

  begin(now: number): void {
    this.beganAt = now;
    this.sums.fill(0);
    this.slotMs.length = 0;
    this.maxPowerRatio = 0;
    this.lateAnswers = 0;
    this.clockSlips = 0;
    this.lateSlots = 0;
    this.lateness.fill(0);
  }

  /** @param ratio power of an O-RU as received, over P_max */
  addPower(ratio: number): void {
    if (ratio > this.maxPowerRatio) this.maxPowerRatio = ratio;
  }

  addLate(): void {
    this.lateAnswers++;
  }

  /** A slot ended with O-DUs that had not answered. */
  addLateSlot(): void {
    this.lateSlots++;
  }

  /** An answer has come. @param ms after its deadline */
  addAnswer(ms: number): void {
    this.lateness[latenessClass(ms)]++;
  }

  /** @param slips RT loops that the clock gave up */
  addSlips(slips: number): void {
    this.clockSlips += slips;
  }

  addSlot(rates: Float64Array, ms: number): void {
    for (let k = 0; k < rates.length; k++) this.sums[k] += rates[k];
    this.slotMs.push(ms);
  }

  /** Fills `meanRates`. @returns the sum rate */
  close(): number {
    let sum = 0;
    for (let k = 0; k < this.sums.length; k++) {
      this.meanRates[k] = this.sums[k] / this.slotMs.length;
      sum += this.meanRates[k];
    }
    return sum;
  }

  /** Of a closed loop. */
  part(nearRtLoop: number, { mu, rMin }: { mu: Float64Array; rMin: Float64Array }): LoopPart {
    const { maxPowerRatio, lateAnswers, clockSlips } = this;
    return {
      nearRtLoop,
      userRate: [...this.meanRates],
      mu: [...mu],
      rMin: [...rMin],
      maxPowerRatio,
      lateAnswers,
      clockSlips,
    };
  }

  /**
   * @param now when the loop ended: in realtime the beginning of the next, idle time included
   * @param paced whether there are deadlines
   */
  wall(now: number, paced: boolean): LoopRest['wall'] {
    const times = { unixMs: Date.now(), loopMs: now - this.beganAt, slotMs: [...this.slotMs] };
    return paced ? { ...times, lateSlots: this.lateSlots, lateness: [...this.lateness] } : times;
  }
}
