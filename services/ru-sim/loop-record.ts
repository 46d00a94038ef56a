import { firstSlot } from '@chorus/platform/slots.ts';
import type { Impairments } from '@chorus/platform/impairments.ts';
import type { Scenario } from '@chorus/platform/scenario.ts';

/** What a near-RT loop adds up to: R_k(n) and the KPI record `kpi.ru-sim` (docs/interfaces.md). */
export class LoopRecord {
  /** R_k(n), mean over the slots so far once `close` is called [bit/s/Hz], [K]. */
  readonly meanRates: Float64Array;
  private readonly scenario: Scenario;
  private readonly slotMs: number[] = [];
  private readonly sums: Float64Array;
  private maxPowerRatio = 0;
  private lateAnswers = 0;
  private clockSlips = 0;
  private beganAt = 0;

  constructor(scenario: Scenario) {
    this.scenario = scenario;
    this.sums = new Float64Array(scenario.network.users);
    this.meanRates = new Float64Array(scenario.network.users);
  }

  begin(now: number): void {
    this.beganAt = now;
    this.sums.fill(0);
    this.slotMs.length = 0;
    this.maxPowerRatio = 0;
    this.lateAnswers = 0;
    this.clockSlips = 0;
  }

  /** @param ratio power of an O-RU as received, over P_max */
  addPower(ratio: number): void {
    if (ratio > this.maxPowerRatio) this.maxPowerRatio = ratio;
  }

  addLate(): void {
    this.lateAnswers++;
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

  /**
   * The record of a closed loop.
   *
   * @param now when the loop ended: in realtime the beginning of the next, idle time included
   */
  toJson(
    { nearRtLoop, last, now }: { nearRtLoop: number; last: boolean; now: number },
    { mu, rMin }: { mu: Float64Array; rMin: Float64Array },
    impairments: Impairments,
  ): object {
    const { name, seed, scheme, clock } = this.scenario;
    return {
      process: 'ru-sim',
      scenario: name,
      seed,
      scheme: scheme.name,
      nearRtLoop,
      slot: firstSlot(nearRtLoop + 1, clock.rt_loops) - 1,
      sumRate: this.meanRates.reduce((sum, rate) => sum + rate, 0),
      userRate: [...this.meanRates],
      mu: [...mu],
      rMin: [...rMin],
      impairments,
      maxPowerRatio: this.maxPowerRatio,
      lateAnswers: this.lateAnswers,
      clockSlips: this.clockSlips,
      ...(last ? { last: true } : {}),
      wall: { unixMs: Date.now(), loopMs: now - this.beganAt, slotMs: [...this.slotMs] },
    };
  }
}
