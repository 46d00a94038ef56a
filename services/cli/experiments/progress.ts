import { Presets, SingleBar } from 'cli-progress';

/** A progress bar with the time left on a terminal; nothing elsewhere. */
export class ExperimentProgress {
  readonly #bar: SingleBar | null;
  #total = 0;

  constructor(terminal = process.stderr) {
    const format = '{bar} {value}/{total} {label} | {eta_formatted} left';
    this.#bar = terminal.isTTY
      ? new SingleBar(
          { format, stream: terminal, hideCursor: true, clearOnComplete: true, etaBuffer: 50 },
          Presets.shades_classic,
        )
      : null;
  }

  /** So many jobs of a stage are done. */
  update(done: number, total: number, label: string): void {
    if (this.#total !== total || done === 1) this.#bar?.start(total, 0, { label: '' });
    this.#total = total;
    this.#bar?.update(done, { label });
  }

  stop(): void {
    this.#bar?.stop();
  }
}
