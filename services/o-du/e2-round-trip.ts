// With the near-RT RIC away no control comes: older reports than these are given up.
const MOST_WAITING = 100;

interface Waiting {
  readonly at: number;
  readonly answered: () => boolean;
}

export interface E2RoundTripComponents {
  /** @param ms from sending a report to having the controls made of it */
  readonly onRoundTrip: (ms: number) => void;
  /** [ms] */
  readonly now?: () => number;
}

/**
 * Times the near-RT control loop where it ends: from sending a report until the controls made of it, from every
 * replica of the xApp, or newer ones, are there. A report that never leads to a control gives no time; the deadlines
 * that it misses are counted as late.
 */
export class E2RoundTrip {
  private readonly onRoundTrip: (ms: number) => void;
  private readonly now: () => number;
  private waiting: Waiting[] = [];

  constructor({ onRoundTrip, now = () => performance.now() }: E2RoundTripComponents) {
    this.onRoundTrip = onRoundTrip;
    this.now = now;
  }

  /** A report goes out. @param answered whether all controls made of it have come */
  sent(answered: () => boolean): void {
    // Made again for a node that set up again, it may have been answered before.
    if (answered()) return;
    if (this.waiting.length === MOST_WAITING) this.waiting.shift();
    this.waiting.push({ at: this.now(), answered });
  }

  /** A control has come. */
  control(): void {
    if (this.waiting.length === 0) return;
    const now = this.now();
    this.waiting = this.waiting.filter(({ at, answered }) => {
      const over = answered();
      if (over) this.onRoundTrip(now - at);
      return !over;
    });
  }
}
