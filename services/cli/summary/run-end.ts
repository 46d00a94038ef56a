import type { KpiRecord } from '../testbed/kpi.ts';

// The records of the last loop come by NATS from processes that finish it at the same time.
const STRAGGLERS_MS = 1000;

/** Knows when the records of a run are complete: ru-sim's last one, and every O-DU's of that loop. */
export class RunEnd {
  readonly reached: Promise<void>;
  readonly #lastLoop: number;
  readonly #odus: number;
  readonly #seen = new Set<string>();
  #resolve: () => void;
  #over = false;

  constructor(nearRtLoops: number, odus: number) {
    this.#lastLoop = nearRtLoops - 1;
    this.#odus = odus;
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
    if (record.process.startsWith('o-du-') && record.nearRtLoop >= this.#lastLoop)
      this.#seen.add(record.process);
    if (this.#over && this.#seen.size >= this.#odus) this.#resolve();
  }
}
