import { Presets, SingleBar } from 'cli-progress';
import type { KpiRecord } from '../testbed/kpi.ts';

/** A progress bar on a terminal; nothing elsewhere. */
export class LoopProgress {
  readonly #bar: SingleBar | null;
  readonly #total: number;
  #started = false;

  constructor(total: number, terminal = process.stderr) {
    this.#total = total;
    this.#bar = terminal.isTTY
      ? new SingleBar(
          {
            format:
              '{bar} {value}/{total} near-RT loops | sum rate {sumRate} bit/s/Hz | {eta_formatted} left',
            stream: terminal,
            hideCursor: true,
            clearOnComplete: true,
          },
          Presets.shades_classic,
        )
      : null;
  }

  add(record: KpiRecord): void {
    if (this.#bar === null || record.process !== 'ru-sim') return;
    const payload = { sumRate: Number(record['sumRate']).toFixed(1) };
    if (!this.#started) this.#bar.start(this.#total, 0, payload);
    this.#started = true;
    this.#bar.update(record.nearRtLoop + 1, payload);
  }

  stop(): void {
    this.#bar?.stop();
  }
}
