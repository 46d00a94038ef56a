import { quantileOfSorted } from '@chorus/platform/statistics.ts';
import type { Tick } from '../api.ts';
import type { RuSimRecord } from '../records/types.ts';

/** What a tick says of the rates. */
export type RatesOfTick = Pick<Tick, 'sumRate' | 'p5' | 'p50' | 'p95' | 'userRate' | 'mu' | 'rMin'>;

/** Means of the rates over a tick's loops, r_k and their percentiles over the users. */
export class UserRates {
  /** Loops since `take`. */
  loops = 0;
  private sumRate = 0;
  private readonly sums: Float64Array;
  private readonly sorted: Float64Array;
  private mu: readonly number[] = [];
  private rMin: readonly number[] = [];

  /** @param init K: users */
  constructor({ K }: { K: number }) {
    this.sums = new Float64Array(K);
    this.sorted = new Float64Array(K);
  }

  add({ sumRate, userRate, mu, rMin }: RuSimRecord): void {
    this.loops++;
    this.sumRate += sumRate;
    for (let k = 0; k < userRate.length; k++) this.sums[k] += userRate[k];
    this.mu = mu;
    this.rMin = rMin;
  }

  /** Of at least one loop; begins anew. */
  take(): RatesOfTick {
    const { loops, sums, sorted, mu, rMin } = this;
    const userRate = Array.from(sums, (sum) => sum / loops);
    sorted.set(userRate);
    sorted.sort();
    const [p5, p50, p95] = [0.05, 0.5, 0.95].map((p) => quantileOfSorted(sorted, p));
    const taken = { sumRate: this.sumRate / loops, p5, p50, p95, userRate, mu, rMin };
    this.loops = this.sumRate = 0;
    sums.fill(0);
    return taken;
  }
}
