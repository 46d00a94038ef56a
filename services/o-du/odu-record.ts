import type { SlotTimes } from '@chorus/platform/ofh.ts';

/** A loop's record, but for its D2. */
export type LoopRecord = ReturnType<OduRecord['take']>;

/** What an O-DU's near-RT loop adds up to: the KPI record `kpi.o-du-<u>` (docs/interfaces.md). */
export class OduRecord {
  lateControls = 0;
  lateD2 = 0;
  /** Slots in which the dApps ran. */
  dAppSlots = 0;
  private dAppErrors = 0;
  private appError: string | null = null;
  /** O-RU precoders refused up to the loop before. */
  private refusedBefore = 0;
  private readonly name: string;
  private dAppMs: number[] = [];
  private e2WaitMs: number[] = [];
  private d2WaitMs: number[] = [];
  private e2RoundTripMs: number[] = [];

  constructor(name: string) {
    this.name = name;
  }

  addSlot({ dAppMs, e2WaitMs, d2WaitMs }: SlotTimes): void {
    this.dAppMs.push(dAppMs);
    this.e2WaitMs.push(e2WaitMs);
    this.d2WaitMs.push(d2WaitMs);
  }

  /** @param ms from sending a report to having the controls made of it */
  addE2RoundTrip(ms: number): void {
    this.e2RoundTripMs.push(ms);
  }

  /** The dApps gave nothing for a slot; the loop's first reason is kept. */
  addDAppError(error: unknown): void {
    this.dAppErrors++;
    this.appError ??= error instanceof Error ? error.message : String(error);
  }

  /**
   * The record of the loop that ends at `slot`, but for its D2; the next loop starts empty.
   *
   * @param refused O-RU precoders refused since the process began
   */
  take(nearRtLoop: number, slot: number, refused: number) {
    const { name: process, lateControls, lateD2, dAppMs, e2WaitMs, d2WaitMs, e2RoundTripMs } = this;
    const { dAppSlots, dAppErrors, appError } = this;
    const refusedPrecoders = refused - this.refusedBefore;
    this.refusedBefore = refused;
    this.lateControls = this.lateD2 = this.dAppSlots = this.dAppErrors = 0;
    this.appError = null;
    [this.dAppMs, this.e2WaitMs, this.d2WaitMs, this.e2RoundTripMs] = [[], [], [], []];
    const wall = { unixMs: Date.now(), dAppMs, e2WaitMs, d2WaitMs, e2RoundTripMs };
    return {
      process,
      nearRtLoop,
      slot,
      lateControls,
      lateD2,
      dAppSlots,
      dAppErrors,
      refusedPrecoders,
      ...(appError === null ? {} : { appError }),
      wall,
    };
  }
}
