import type { KpiRecord } from '../testbed/kpi.ts';

// The records of the last loop come by NATS from processes that finish it at the same time.
const STRAGGLERS_MS = 5000;

/** Knows when the records of a run are complete: the last loop's of ru-sim, of every O-DU and, if E2 carries anything, of the near-RT RIC. */
export class RunEnd {
  readonly reached: Promise<void>;
  readonly #lastLoop: number;
  readonly #others: number;
  readonly #seen = new Set<string>();
  #resolve: () => void;
  #over = false;

  /** @param overE2 whether the scheme has an xApp: only then does the near-RT RIC see loops */
  constructor(nearRtLoops: number, odus: number, overE2: boolean) {
    this.#lastLoop = nearRtLoops - 1;
    this.#others = odus + (overE2 ? 1 : 0);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.reached = promise;
    this.#resolve = resolve;
  }

  add(record: KpiRecord): void {
    const isLast = record['last'] === true || record.nearRtLoop >= this.#lastLoop;
    if (record.process === 'ru-sim' && isLast) {
      this.#over = true;
      setTimeout(this.#resolve, STRAGGLERS_MS).unref();
    }
    const isOther = record.process.startsWith('o-du-') || record.process === 'near-rt-ric';
    if (isOther && record.nearRtLoop >= this.#lastLoop) this.#seen.add(record.process);
    if (this.#over && this.#seen.size >= this.#others) this.#resolve();
  }
}
