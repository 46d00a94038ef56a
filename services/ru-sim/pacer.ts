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
