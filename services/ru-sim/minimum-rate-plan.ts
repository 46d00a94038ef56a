import type { RateSteps } from '@chorus/platform/rate-steps.ts';

interface Step {
  readonly fromSlot: number;
  readonly rate: number;
}

/** R_k^min to come, by slot. */
export class MinimumRatePlan {
  /** By user, ascending. */
  private readonly steps: Step[][];
  /** The next slot in which a rate changes. */
  private due = Infinity;

  /** @param K users */
  constructor(K: number) {
    this.steps = Array.from({ length: K }, () => []);
  }

  /** Takes the place of all that is to come for the users in it. */
  take({ users, fromSlot, rMin }: RateSteps): void {
    for (const user of users) this.steps[user] = [];
    for (const [n, user] of users.entries()) this.steps[user].push({ fromSlot: fromSlot[n], rate: rMin[n] });
    this.due = 0;
  }

  /** Writes what is in force from `slot` on into `rMin` [K]. */
  apply(slot: number, rMin: Float64Array): void {
    if (slot < this.due) return;
    this.due = Infinity;
    for (const [user, steps] of this.steps.entries()) {
      while (steps.length > 0 && steps[0].fromSlot <= slot) rMin[user] = (steps.shift() as Step).rate;
      if (steps.length > 0) this.due = Math.min(this.due, steps[0].fromSlot);
    }
  }
}
