/** The users' rates in some near-RT loops, first in, first out, in one typed array. */
export class PendingRates {
  private readonly K: number;
  private readonly capacity: number;
  private readonly rates: Float64Array;
  private readonly loops: Float64Array;
  private first = 0;
  private kept = 0;

  /** @param init K: users; capacity: loops */
  constructor({ K, capacity }: { K: number; capacity: number }) {
    this.K = K;
    this.capacity = capacity;
    this.rates = new Float64Array(K * capacity);
    this.loops = new Float64Array(capacity);
  }

  get isFull(): boolean {
    return this.kept === this.capacity;
  }

  /** The near-RT loop that waits longest; null where none does. */
  get oldest(): number | null {
    return this.kept === 0 ? null : this.loops[this.first];
  }

  /** @param userRate [K]; there must be room */
  add(nearRtLoop: number, userRate: readonly number[]): void {
    const at = (this.first + this.kept) % this.capacity;
    this.loops[at] = nearRtLoop;
    this.rates.set(userRate, this.K * at);
    this.kept++;
  }

  /** The rates of the oldest, [K], valid until the next `add`; there must be one. */
  take(): Float64Array {
    const at = this.K * this.first;
    this.first = (this.first + 1) % this.capacity;
    this.kept--;
    return this.rates.subarray(at, at + this.K);
  }
}
