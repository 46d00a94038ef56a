import type { Scenario } from '@chorus/platform/scenario.ts';
import type { Tick } from '../api.ts';
import type { OduRecord, RuSimRecord, XappRecord } from '../records/types.ts';
import { Durations } from './durations.ts';

/** Slot and loop times, the real-time factor of a tick, and what was late or failed since the start. */
export class LoopClock {
  private readonly simulatedMs: number;
  private readonly slot: Durations;
  private readonly loop: Durations;
  private loops = 0;
  private elapsedMs = 0;
  private lateAnswers = 0;
  private lateControls = 0;
  private lateD2 = 0;
  private clockSlips = 0;
  private appErrors = 0;

  constructor({ rt_loop_ms, rt_loops }: Scenario['clock']) {
    this.simulatedMs = rt_loop_ms * rt_loops;
    this.slot = new Durations({ deadlineMs: rt_loop_ms });
    this.loop = new Durations({ deadlineMs: this.simulatedMs });
  }

  addLoop({ lateAnswers, clockSlips, wall }: RuSimRecord): void {
    this.loops++;
    this.elapsedMs += wall.loopMs;
    this.lateAnswers += lateAnswers;
    this.clockSlips += clockSlips;
    // In realtime `loopMs` holds the idle time too; the slots' own times are the work.
    let workMs = 0;
    for (const ms of wall.slotMs) {
      this.slot.add(ms);
      workMs += ms;
    }
    this.loop.add(workMs);
  }

  addOdu({ lateControls, lateD2, dAppErrors }: OduRecord): void {
    this.lateControls += lateControls;
    this.lateD2 += lateD2;
    this.appErrors += dAppErrors;
  }

  addXapp({ appErrors }: XappRecord): void {
    this.appErrors += appErrors;
  }

  /** Begins a new tick. @returns the near-RT loops in a second of wall time, and what the tick says */
  take(): { loopsPerS: number; clock: Tick['clock'] } {
    const { lateAnswers, lateControls, lateD2, clockSlips, appErrors } = this;
    const loopsPerS = this.elapsedMs > 0 ? (1000 * this.loops) / this.elapsedMs : 0;
    this.loops = this.elapsedMs = 0;
    const [slot, loop] = [this.slot.histogram(), this.loop.histogram()];
    const realTimeFactor = (loopsPerS * this.simulatedMs) / 1000;
    const since = { lateAnswers, lateControls, lateD2, clockSlips, appErrors };
    return { loopsPerS, clock: { slot, loop, realTimeFactor, ...since } };
  }
}
