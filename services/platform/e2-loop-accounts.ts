import type { E2Sample } from './e2-counters.ts';
import { addSample, addTo, noTotals, type E2Breakdown, type E2Totals } from './e2-totals.ts';

/** What crossed E2 in one near-RT loop. */
export interface LoopAccount {
  readonly nearRtLoop: number;
  readonly totals: E2Totals;
  readonly byProcedure: E2Breakdown;
}

// A node that stays away leaves every loop open: the oldest are given up.
const MAX_OPEN = 1000;

/**
 * Payload per near-RT loop and its mean over the complete ones.
 *
 * A loop is complete when every E2 node has finished it. The loop in which the counting began is left
 * out unless the run began there too.
 */
export class LoopAccounts {
  /** Called with each loop when it is complete, in ascending order. */
  onComplete: (account: LoopAccount) => void = () => undefined;
  private readonly open = new Map<number, LoopAccount>();
  private readonly complete = noTotals();
  private count_ = 0;
  private firstSeen: number | null = null;
  private finished = -1;

  count(nearRtLoop: number, sample: E2Sample): void {
    this.firstSeen ??= nearRtLoop;
    // A late message of a complete loop joins the mean; its loop's own record has gone out.
    if (nearRtLoop >= 0 && nearRtLoop <= this.finished) return addSample(this.complete, sample);
    if (nearRtLoop < this.beginsAt()) return;
    let account = this.open.get(nearRtLoop);
    if (account === undefined) {
      account = { nearRtLoop, totals: noTotals(), byProcedure: {} };
      this.open.set(nearRtLoop, account);
      if (this.open.size > MAX_OPEN) this.open.delete(Math.min(...this.open.keys()));
    }
    addSample(account.totals, sample);
    addTo(account.byProcedure, sample.procedure, sample);
  }

  /** All E2 nodes have finished every loop up to this one. */
  finish(nearRtLoop: number): void {
    for (const account of [...this.open.values()].sort((a, b) => a.nearRtLoop - b.nearRtLoop)) {
      if (account.nearRtLoop > nearRtLoop) break;
      this.open.delete(account.nearRtLoop);
      this.count_ += 1;
      for (const key of Object.keys(this.complete) as (keyof E2Totals)[])
        this.complete[key] += account.totals[key];
      this.onComplete(account);
    }
    this.finished = Math.max(this.finished, nearRtLoop);
  }

  mean(): { complete: number; complexNumbers: number; deliveredComplexNumbers: number } {
    const over = Math.max(1, this.count_);
    return {
      complete: this.count_,
      complexNumbers: this.complete.complexNumbers / over,
      deliveredComplexNumbers: this.complete.deliveredComplexNumbers / over,
    };
  }

  private beginsAt(): number {
    return this.firstSeen === null || this.firstSeen <= 0 ? 0 : this.firstSeen + 1;
  }
}
