/** The grid of RT loops on the wall clock. Times are of performance.now() [ms]. */
export class Pacer {
  private readonly periodMs: number;
  private end = 0;

  constructor(periodMs: number) {
    this.periodMs = periodMs;
  }

  /** The first slot begins. */
  start(now: number): void {
    this.end = now + this.periodMs;
  }

  /** Another clock has given up slots: the current one, or the next if that is waited for already, lasts so much longer. */
  giveUp(slips: number): void {
    this.end += slips * this.periodMs;
  }

  /** When the current slot ends and the next begins. */
  get deadline(): number {
    return this.end;
  }

  /**
   * The current slot is over. Less than a slot of delay is made up for; more is given up, so that a
   * clock that fell behind does not race.
   *
   * @returns clock slips: whole slots given up
   */
  advance(now: number): number {
    const behind = now - this.end;
    const slips = behind < this.periodMs ? 0 : Math.floor(behind / this.periodMs);
    this.end += (slips + 1) * this.periodMs;
    return slips;
  }
}

/** What `untilTime` may end early for. */
export interface Awaited {
  complete(): boolean;
  /** Calls `wake` when it becomes complete; null: no longer. */
  onComplete(wake: (() => void) | null): void;
}

// A timer may fire a millisecond late or more: the last stretch goes by naps.
const TIMER_MS = 3;
// Short, since no socket is read meanwhile; and one may last 0.1 ms too long: the very last goes by turns
// of the event loop.
const NAP_MS = 0.1;
const SPIN_MS = 0.2;
const nap = new Int32Array(new SharedArrayBuffer(4));

/**
 * Resolves at `deadline`, or sooner when all that is awaited has come or `signal` is aborted. The event
 * loop gets at least one turn, so that a clock that is behind still reads its sockets.
 */
export async function untilTime(
  deadline: number,
  awaited: Awaited | null,
  signal: AbortSignal,
): Promise<void> {
  const over = () => signal.aborted || awaited?.complete() === true;
  await turn();
  while (!over()) {
    const left = deadline - performance.now();
    if (left <= 0) return;
    if (left > TIMER_MS) {
      await timer(left - TIMER_MS, awaited, signal);
      continue;
    }
    if (left > SPIN_MS) Atomics.wait(nap, 0, 0, Math.min(NAP_MS, left - SPIN_MS));
    await turn();
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Sleeps; what is awaited, or the abort, ends it at once. */
async function timer(ms: number, awaited: Awaited | null, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  // setTimeout takes nothing longer.
  const timeout = setTimeout(resolve, Math.min(Math.ceil(ms), 2 ** 31 - 1));
  awaited?.onComplete(resolve);
  const onAbort = () => resolve();
  signal.addEventListener('abort', onAbort, { once: true });
  await promise;
  signal.removeEventListener('abort', onAbort);
  clearTimeout(timeout);
  awaited?.onComplete(null);
}
