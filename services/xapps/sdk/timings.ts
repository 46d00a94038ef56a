/** Milliseconds of one control. */
export interface Timing {
  /** Reading the reports from the SDL. */
  readonly sdlMs: number;
  /** Decoding them, the app itself, encoding the control. */
  readonly xAppMs: number;
  /** From sending the control to its outcome: RIC, E2 and O-DUs. */
  readonly controlMs: number;
}

/** Means over the controls of a near-RT loop. */
export class Timings {
  private sum = { sdlMs: 0, xAppMs: 0, controlMs: 0 };
  private count = 0;

  add({ sdlMs, xAppMs, controlMs }: Timing): void {
    this.sum.sdlMs += sdlMs;
    this.sum.xAppMs += xAppMs;
    this.sum.controlMs += controlMs;
    this.count += 1;
  }

  /** The means so far; starts anew. */
  take(): Timing {
    const { sum, count } = this;
    const over = Math.max(1, count);
    this.sum = { sdlMs: 0, xAppMs: 0, controlMs: 0 };
    this.count = 0;
    return { sdlMs: sum.sdlMs / over, xAppMs: sum.xAppMs / over, controlMs: sum.controlMs / over };
  }
}
