import type { Region } from '@chorus/phy';
import type { Bus } from '@chorus/platform/bus.ts';
import type { Impairments } from '@chorus/platform/impairments.ts';
import type { Scenario } from '@chorus/platform/scenario.ts';
import type { ImpairmentSchedule, ScheduledImpairments } from '../impairment-schedule.ts';
import { kpiRecord, type LoopPart, type LoopRest } from '../loop-record.ts';
import { ChangeTeller } from './change-teller.ts';
import { LoopParts } from './loop-parts.ts';
import type { ShardBus } from './messages.ts';
import type { Shards } from './shards.ts';

interface Components {
  scenario: Scenario;
  schedule: ImpairmentSchedule;
  /** By shard. */
  regions: readonly Region[];
  onBus: (bus: Bus) => ShardBus;
  fail: (error: unknown) => void;
}

/** Shard 0: publishes the record of the whole network, and tells the others of impairments. */
export class FirstShard implements Shards {
  readonly tellsOdus = true;
  private readonly c: Components;
  private readonly loops: LoopParts;
  private readonly changes: ChangeTeller;
  private readonly lockstep: boolean;
  private bus: Bus | null = null;
  private others: ShardBus | null = null;

  constructor(components: Components, { patienceS }: { patienceS: number }) {
    const { scenario, regions } = components;
    this.c = components;
    this.lockstep = scenario.clock.mode === 'lockstep';
    const onWhole = (whole: LoopPart, rest: LoopRest) =>
      this.bus?.publishKpi(kpiRecord(scenario, whole, rest));
    this.loops = new LoopParts({ regions, onWhole }, { patienceS });
    this.changes = new ChangeTeller({ others: [...regions.keys()].slice(1), patienceS });
  }

  async start(bus: Bus, onSlips: (total: number) => void): Promise<void> {
    this.bus = bus;
    this.others = this.c.onBus(bus);
    await this.others.listen<{ total: number }>('slips', ({ total }) => onSlips(total));
    await this.others.listen<LoopPart>('loop', (part, shard) => this.loops.add(shard, part));
    await this.changes.start(this.others);
  }

  /**
   * Another shard can be a slot ahead, and prepares the one after that. As long as one does not know what
   * changes there we stay where we are, and so does every O-DU. Realtime waits for nobody.
   */
  mayBegin(slot: number): boolean {
    return !this.lockstep || this.changes.known(slot + 2);
  }

  async untilMayBegin(slot: number, signal: AbortSignal): Promise<void> {
    await this.changes.untilKnown(slot + 2, signal);
  }

  impair(part: Partial<Impairments>): ScheduledImpairments {
    const scheduled = this.c.schedule.put(part);
    this.changes.tell(scheduled);
    return scheduled;
  }

  endLoop(part: LoopPart, rest: LoopRest): void {
    this.loops.add(0, part, rest);
    try {
      this.loops.check();
      this.changes.again();
    } catch (error) {
      this.c.fail(error);
    }
  }

  slipped(total: number): void {
    this.others?.tell('slips', { total });
  }

  async complete(signal: AbortSignal): Promise<void> {
    await this.loops.complete(signal);
  }
}
