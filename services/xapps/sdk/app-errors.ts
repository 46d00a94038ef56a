/** What went wrong with the app in a near-RT loop, as `kpi.xapp-*` has it (docs/interfaces.md). */
export interface LoopErrors {
  /** Times that it threw or gave a non-finite number. */
  readonly appErrors: number;
  /** Whether it gave nothing usable for any of the loop's controls. */
  readonly appFailed: boolean;
  /** The first reason, where there was an error. */
  readonly appError?: string;
}

/** Counts the app's errors, near-RT loop by near-RT loop. */
export class AppErrors {
  private count = 0;
  private usable = 0;
  private reason: string | null = null;

  add(reason: string): void {
    this.count++;
    this.reason ??= reason;
  }

  /** @param failed whether the app gave nothing usable for it */
  decided(failed: boolean): void {
    if (!failed) this.usable++;
  }

  /** Of the loop that ends with the last decision; starts anew. */
  take(): LoopErrors {
    const { count, usable, reason } = this;
    this.count = this.usable = 0;
    this.reason = null;
    return {
      appErrors: count,
      appFailed: count > 0 && usable === 0,
      ...(reason === null ? {} : { appError: reason }),
    };
  }
}
