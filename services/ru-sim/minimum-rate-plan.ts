import type { RateSteps } from '@chorus/platform/rate-steps.ts';

interface Step {
  readonly fromSlot: number;
  readonly rate: number;
}

/** R_k^min to come, by slot, of the users that are held here. */
export class MinimumRatePlan {
  /** By row of a held user, ascending. */
  private readonly steps: Step[][];
  private readonly rowOf: ReadonlyMap<number, number>;
  /** The next slot in which a rate changes. */
  private due = Infinity;

  /** @param users that are held, ascending */
  constructor(users: readonly number[]) {
    this.steps = users.map(() => []);
    this.rowOf = new Map(users.map((k, row) => [k, row]));
  }

  /** Takes the place of all that is to come for the users in it; others than those held are passed over. */
  take({ users, fromSlot, rMin }: RateSteps): void {
    const { steps, rowOf } = this;
    const rows = users.map((user) => rowOf.get(user));
    for (const row of rows) if (row !== undefined) steps[row] = [];
    for (const [n, row] of rows.entries())
      if (row !== undefined) steps[row].push({ fromSlot: fromSlot[n], rate: rMin[n] });
    this.due = 0;
  }

  /** Writes what is in force from `slot` on into `rMin` [held users]. */
  apply(slot: number, rMin: Float64Array): void {
    if (slot < this.due) return;
    this.due = Infinity;
    for (const [row, steps] of this.steps.entries()) {
      while (steps.length > 0 && steps[0].fromSlot <= slot) rMin[row] = (steps.shift() as Step).rate;
      if (steps.length > 0) this.due = Math.min(this.due, steps[0].fromSlot);
    }
  }
}
