import type { Bus } from '@chorus/platform/bus.ts';
import type { Impairments } from '@chorus/platform/impairments.ts';
import type { Scenario } from '@chorus/platform/scenario.ts';
import type { ImpairmentSchedule, ScheduledImpairments } from '../impairment-schedule.ts';
import { kpiRecord, type LoopPart, type LoopRest } from '../loop-record.ts';
import type { Shards } from './shards.ts';

/** A ru-sim that holds the whole network. */
export class Alone implements Shards {
  readonly tellsOdus = true;
  private readonly scenario: Scenario;
  private readonly schedule: ImpairmentSchedule;
  private bus: Bus | null = null;

  constructor({ scenario, schedule }: { scenario: Scenario; schedule: ImpairmentSchedule }) {
    this.scenario = scenario;
    this.schedule = schedule;
  }

  async start(bus: Bus): Promise<void> {
    this.bus = bus;
  }

  mayBegin(): boolean {
    return true;
  }

  async untilMayBegin(): Promise<void> {}

  impair(part: Partial<Impairments>): ScheduledImpairments {
    return this.schedule.put(part);
  }

  endLoop(part: LoopPart, rest: LoopRest): void {
    this.bus?.publishKpi(kpiRecord(this.scenario, part, rest));
  }

  slipped(): void {}

  async complete(): Promise<void> {}
}
