import type { Bus } from '@chorus/platform/bus.ts';
import { ChorusError } from '@chorus/platform/errors.ts';
import { readWholeImpairments } from '@chorus/platform/impairments.ts';
import type { ImpairmentSchedule, ScheduledImpairments } from '../impairment-schedule.ts';
import type { LoopPart } from '../loop-record.ts';
import type { Change } from './change-teller.ts';
import type { ShardBus } from './messages.ts';
import type { Shards } from './shards.ts';

/** Any shard but the first: gives it its part of the records, and takes impairments from it. */
export class FurtherShard implements Shards {
  readonly tellsOdus = false;
  private readonly schedule: ImpairmentSchedule;
  private readonly onBus: (bus: Bus) => ShardBus;
  private others: ShardBus | null = null;
  /** The newest change that is known here. */
  private known = 0;

  constructor(components: { schedule: ImpairmentSchedule; onBus: (bus: Bus) => ShardBus }) {
    this.schedule = components.schedule;
    this.onBus = components.onBus;
  }

  async start(bus: Bus, onSlips: (total: number) => void): Promise<void> {
    this.others = this.onBus(bus);
    await this.others.listen<{ total: number }>('slips', ({ total }) => onSlips(total));
    await this.others.listen<Change>('impairments', (change) => this.take(change));
  }

  /** The first shard waits for us, not we for it. */
  mayBegin(): boolean {
    return true;
  }

  async untilMayBegin(): Promise<void> {}

  impair(): ScheduledImpairments {
    throw new ChorusError('CHORUS_NOT_FOUND', { what: 'change of impairments here; ask the first shard' });
  }

  endLoop(part: LoopPart): void {
    this.others?.tell('loop', part);
  }

  slipped(total: number): void {
    this.others?.tell('slips', { total });
  }

  async complete(): Promise<void> {}

  /** What is told again is acknowledged again. */
  private take({ id, set, nearRtLoop, slot }: Change): void {
    if (id > this.known) {
      this.schedule.take({ set: readWholeImpairments(set), nearRtLoop, slot });
      this.known = id;
    }
    this.others?.tell('known', { id: this.known });
  }
}
