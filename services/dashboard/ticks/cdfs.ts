import type { AppsInForce, CdfView, Tick } from '../api.ts';
import type { RuSimRecord } from '../records/types.ts';

const KEPT_SETS = 12;

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
 * A loop counts when the next one comes: what was in force in it is in another process's record, which may be later.
 */
export class Cdfs {
  private readonly sets: RateSums[] = [];
  private readonly heldBack: Float64Array;
  private heldLoop: number | null = null;

  /** @param init K: users */
  constructor({ K }: { K: number }) {
    this.heldBack = new Float64Array(K);
  }

  /** @param apps in force, and models, by the newest record */
  add({ nearRtLoop, userRate }: RuSimRecord, apps: AppsInForce, models: Tick['models']): void {
    if (this.heldLoop !== null) this.count(this.heldLoop, labelOf(apps, models));
    this.heldBack.set(userRate);
    this.heldLoop = nearRtLoop;
  }

  view(): CdfView[] {
    return this.sets.map(({ label, fromLoop, loops, sums }) => {
      const rates = sums.map((sum) => sum / loops).sort();
      return { label, fromLoop, loops, rates: [...rates] };
    });
  }

  private count(nearRtLoop: number, label: string): void {
    let set = this.sets.at(-1);
    if (set?.label !== label) {
      const before = this.sets.findIndex((one) => one.label === label);
      if (before >= 0) this.sets.splice(before, 1);
      set = { label, fromLoop: nearRtLoop, loops: 0, sums: new Float64Array(this.heldBack.length) };
      this.sets.push(set);
      if (this.sets.length > KEPT_SETS) this.sets.shift();
    }
    set.loops++;
    for (let k = 0; k < this.heldBack.length; k++) set.sums[k] += this.heldBack[k];
  }
}

/** `proposed: actor (i6@1), served, newton` */
function labelOf({ scheme, xapp, precoder, multiplier }: AppsInForce, models: Tick['models']): string {
  const withModels = (app: string, target: string) => {
    const own = models.filter((one) => one.target === target);
    return own.length === 0 ? app : `${app} (${own.map((one) => `${one.model}@${one.version}`).join(', ')})`;
  };
  const apps = [
    ...(xapp === null ? [] : [withModels(xapp, 'xapp')]),
    precoder,
    withModels(multiplier, 'odu'),
  ];
  return `${scheme}: ${apps.join(', ')}`;
}
