import type { AppsInForce, CdfView, Tick } from '../api.ts';
import type { RuSimRecord } from '../records/types.ts';
import { PendingRates } from './pending-rates.ts';

const KEPT_SETS = 12;
/** Loops that may wait for word of what was in force in them. */
const PENDING = 512;

interface RateSums {
  readonly label: string;
  readonly fromLoop: number;
  loops: number;
  readonly sums: Float64Array;
}

/**
 * The users' mean rates under each set of apps and models that has run: the last 12 sets. One that comes back
 * begins anew.
 *
 * A loop's rates wait until it is known what was in force in it: that is in another process's record.
 */
export class Cdfs {
  private readonly K: number;
  private readonly sets: RateSums[] = [];
  private readonly pending: PendingRates;
  private label = '';

  /** @param init K: users */
  constructor({ K }: { K: number }) {
    this.K = K;
    this.pending = new PendingRates({ K, capacity: PENDING });
  }

  /** A loop's rates. Where too many wait, the oldest is taken to be like those before it. */
  add({ nearRtLoop, userRate }: RuSimRecord): void {
    if (this.pending.isFull) this.count();
    this.pending.add(nearRtLoop, userRate);
  }

  /** In the loops up to this one that wait, these were in force. */
  settle(nearRtLoop: number, apps: AppsInForce, models: Tick['models']): void {
    this.label = labelOf(apps, models);
    while (this.pending.oldest !== null && this.pending.oldest <= nearRtLoop) this.count();
  }

  view(): CdfView[] {
    return this.sets.map(({ label, fromLoop, loops, sums }) => {
      const rates = sums.map((sum) => sum / loops).sort();
      return { label, fromLoop, loops, rates: [...rates] };
    });
  }

  /** The oldest that waits, under the label. */
  private count(): void {
    const { label, sets, pending } = this;
    let set = sets.at(-1);
    if (set?.label !== label) {
      const before = sets.findIndex((one) => one.label === label);
      if (before >= 0) sets.splice(before, 1);
      set = { label, fromLoop: pending.oldest ?? 0, loops: 0, sums: new Float64Array(this.K) };
      sets.push(set);
      if (sets.length > KEPT_SETS) sets.shift();
    }
    set.loops++;
    const rates = pending.take();
    for (let k = 0; k < this.K; k++) set.sums[k] += rates[k];
  }
}

/** `proposed: actor (i6@1), served, newton` */
function labelOf({ scheme, xapp, precoder, multiplier }: AppsInForce, models: Tick['models']): string {
  const withModels = (app: string, target: string) => {
    const own = models.filter((one) => one.target === target);
    return own.length === 0 ? app : `${app} (${own.map((one) => `${one.model}@${one.version}`).join(', ')})`;
  };
  const xapps = xapp === null ? [] : [withModels(xapp, 'xapp')];
  return `${scheme}: ${[...xapps, precoder, withModels(multiplier, 'odu')].join(', ')}`;
}
