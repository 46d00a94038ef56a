import { Presets, SingleBar } from 'cli-progress';
import type { Best } from '@chorus/non-rt-ric/training/checkpoint.ts';
import type { CurveRecord } from '@chorus/non-rt-ric/training/curve.ts';

/** A progress bar on a terminal; nothing elsewhere. */
export class TrainingProgress {
  readonly #bar: SingleBar | null;
  readonly #iterations: number;
  #stage = '';
  #ratio = '-';

  constructor(iterations: number, terminal = process.stderr) {
    this.#iterations = iterations;
    this.#bar = terminal.isTTY
      ? new SingleBar(
          {
            format: '{bar} {value}/{total} {stage}{heldOut} | {eta_formatted} left',
            stream: terminal,
            hideCursor: true,
            clearOnComplete: true,
          },
          Presets.shades_classic,
        )
      : null;
  }

  /** An iteration is over. */
  add({ iteration, ratio }: CurveRecord, best: Pick<Best, 'ratio'>): void {
    if (ratio !== null) this.#ratio = ratio.toFixed(4);
    const heldOut = ` | held-out ${this.#ratio} of the closed form, best ${best.ratio.toFixed(4)}`;
    this.stage('iterations', iteration, this.#iterations, heldOut);
  }

  /** So much of a stage is done. */
  stage(stage: string, done: number, total: number, heldOut = ''): void {
    if (this.#stage !== stage) this.#bar?.start(total, done, { stage, heldOut });
    this.#stage = stage;
    this.#bar?.update(done, { stage, heldOut });
  }

  stop(): void {
    this.#bar?.stop();
  }
}
