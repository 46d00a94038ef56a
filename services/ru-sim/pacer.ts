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

/**
 * Resolves at `deadline`, or sooner when `done` says so or `signal` is aborted. The event loop gets at
 * least one turn, so that a clock that is behind still reads its sockets.
 */
export async function untilTime(deadline: number, done: () => boolean, signal: AbortSignal): Promise<void> {
  let left: number;
  do {
    left = deadline - performance.now();
    // Short timers, to see answers as they come. One may fire a millisecond late: the last stretch goes by
    // turns of the event loop.
    await new Promise<void>((resolve) => {
      if (left > 2) setTimeout(resolve, 1);
      else setImmediate(resolve);
    });
  } while (performance.now() < deadline && !done() && !signal.aborted);
}
