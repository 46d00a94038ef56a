import { ChorusError } from '@chorus/platform/errors.ts';
import { askHealth, whatWaits, type HealthReport, type Watched } from './watch.ts';

/** Notices that the clock stands still. */
export class StallWatch {
  /** Rejects with CHORUS_STALLED. */
  readonly stalled: Promise<never>;
  readonly #processes: readonly Watched[];
  readonly #ask: (process: Watched) => Promise<HealthReport>;
  readonly #ms: number;
  #reject: (error: ChorusError) => void;
  #timer: NodeJS.Timeout | null = null;
  #slot: unknown = null;

  constructor(
    components: { processes: readonly Watched[]; ask?: (process: Watched) => Promise<HealthReport> },
    init: { seconds: number },
  ) {
    this.#processes = components.processes;
    this.#ask = components.ask ?? askHealth;
    this.#ms = init.seconds * 1000;
    const { promise, reject } = Promise.withResolvers<never>();
    this.stalled = promise;
    this.#reject = reject;
    promise.catch(() => undefined);
  }

  /** A near-RT loop has passed; the patience starts anew. */
  progress(): void {
    if (this.#timer !== null) this.start();
  }

  start(): void {
    this.stop();
    this.#timer = setTimeout(() => void this.#look(), this.#ms);
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** A near-RT loop may take longer than the patience; then ru-sim's slot has moved. */
  async #look(): Promise<void> {
    const timer = this.#timer;
    const reports = await Promise.all(this.#processes.map(this.#ask));
    if (this.#timer !== timer) return;
    const slot = reports.find(({ name }) => name === 'ru-sim')?.details['slot'];
    if (slot !== undefined && slot !== this.#slot) {
      this.#slot = slot;
      this.start();
      return;
    }
    this.#reject(
      new ChorusError('CHORUS_STALLED', { seconds: this.#ms / 1000, waiting: whatWaits(reports) }),
    );
  }
}
