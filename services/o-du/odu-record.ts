import type { SlotTimes } from '@chorus/platform/ofh.ts';
import type { D2Sent } from './d2-exchange.ts';

/** What an O-DU's near-RT loop adds up to: the KPI record `kpi.o-du-<u>` (docs/interfaces.md). */
export class OduRecord {
  lateControls = 0;
  lateD2 = 0;
  private readonly name: string;
  private dAppMs: number[] = [];
  private e2WaitMs: number[] = [];
  private d2WaitMs: number[] = [];

  constructor(name: string) {
    this.name = name;
  }

  addSlot({ dAppMs, e2WaitMs, d2WaitMs }: SlotTimes): void {
    this.dAppMs.push(dAppMs);
    this.e2WaitMs.push(e2WaitMs);
    this.d2WaitMs.push(d2WaitMs);
  }

  /** The record of the loop that ends at `slot`; the next loop starts empty. */
  take(nearRtLoop: number, slot: number, d2: D2Sent): object {
    const { name: process, lateControls, lateD2, dAppMs, e2WaitMs, d2WaitMs } = this;
    this.lateControls = this.lateD2 = 0;
    [this.dAppMs, this.e2WaitMs, this.d2WaitMs] = [[], [], []];
    const wall = { unixMs: Date.now(), dAppMs, e2WaitMs, d2WaitMs };
    return { process, nearRtLoop, slot, d2: { ...d2 }, lateControls, lateD2, wall };
  }
}
