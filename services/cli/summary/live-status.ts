import type { E2Report } from '@chorus/platform/e2-accounting.ts';
import type { Scenario } from '@chorus/platform/scenario.ts';
import type { KpiRecord } from '../testbed/kpi.ts';
import type { RuSimRecord } from './records.ts';
import { number } from './table.ts';

/** What `chorus up` shows. */
export interface LiveState {
  slot: number | null;
  realTimeFactor: number | null;
  /** bit/s/Hz, mean over the last near-RT loop. */
  sumRate: number | null;
  complexNumbersPerNearRtLoop: number;
  reductionPercent: number;
}

/** Keeps what the last KPI records said. */
export class LiveStatus {
  readonly #loopMs: number;
  #last: RuSimRecord | null = null;
  #elapsedMs = 0;
  #loops = 0;

  constructor(clock: Scenario['clock']) {
    this.#loopMs = clock.rt_loops * clock.rt_loop_ms;
  }

  add(record: KpiRecord): void {
    if (record.process !== 'ru-sim') return;
    this.#last = record as RuSimRecord;
    this.#elapsedMs += this.#last.wall.loopMs;
    this.#loops += 1;
  }

  /** The state now; the real-time factor is that of the loops since the call before. */
  state(e2: E2Report): LiveState {
    const realTimeFactor = this.#loops === 0 ? null : (this.#loops * this.#loopMs) / this.#elapsedMs;
    this.#elapsedMs = 0;
    this.#loops = 0;
    return {
      slot: this.#last?.slot ?? null,
      realTimeFactor,
      sumRate: this.#last?.sumRate ?? null,
      complexNumbersPerNearRtLoop: e2.complexNumbersPerNearRtLoop,
      reductionPercent: e2.reductionPercent,
    };
  }

  static text(state: LiveState): string {
    return [
      `slot ${number(state.slot)}`,
      `${number(state.realTimeFactor, 2)} x real time`,
      `sum rate ${number(state.sumRate, 1)} bit/s/Hz`,
      `E2 ${number(state.complexNumbersPerNearRtLoop)} complex numbers per near-RT loop`,
      `${number(state.reductionPercent, 2)} % less than C-RZF`,
    ].join(' | ');
  }
}
