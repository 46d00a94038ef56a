import { setImmediate } from 'node:timers/promises';
import type {
  AppAssignment,
  AppPlan,
  AppTakeover,
  Cause,
  Period,
  Report,
  XappAppsReport,
} from '@chorus/platform/proto.ts';
import { ActionDefinition, EventTrigger } from '@chorus/platform/proto.ts';
import type { Logger } from 'pino';
import { AppRefusal, type Prepared, type Seat } from './app-maker.ts';
import type { HostMetrics } from './host-metrics.ts';

export interface AppChangesComponents {
  readonly log: Logger;
  readonly metrics: Pick<HostMetrics, 'appPlan'>;
  /** Makes and tries what a plan asks for, beside what decides until then. @throws AppRefusal */
  readonly prepare: (assignments: readonly AppAssignment[], before: Seat) => Promise<Prepared>;
  /** What decided last in this process. */
  readonly last: () => Seat;
  readonly report: (report: Partial<XappAppsReport>) => Promise<void>;
  /** A takeover is known: reports that are here already may be decided on. */
  readonly onTakeover: () => void;
}

/** Apps that come while another works: made and tried beside it, and put in its place between two near-RT loops. */
export class AppChanges {
  private readonly components: AppChangesComponents;
  private readonly prepared = new Map<number, Prepared>();
  /** Told and not due, in the order told: each was prepared to follow the one before. */
  private next: AppTakeover[] = [];
  private work: Promise<void> = Promise.resolve();

  constructor(components: AppChangesComponents) {
    this.components = components;
  }

  /** Makes and tries a plan's apps, after those that are being tried, and reports. */
  plan(plan: AppPlan): void {
    this.work = this.work.then(() => this.prepare(plan));
  }

  takeover(takeover: AppTakeover): void {
    // After a new subscription the takeover comes right behind the plan.
    this.work = this.work.then(async () => {
      const { generation, nearRtLoop } = takeover;
      if (!this.prepared.has(generation)) return;
      this.next.push(takeover);
      this.components.onTakeover();
      await this.tell({ generation, took: true, nearRtLoop });
    });
  }

  /** What decides for a near-RT loop from now on, when it is time for another; null to go on. */
  due(nearRtLoop: number): Prepared | null {
    const count = this.next.findLastIndex((one) => one.nearRtLoop <= nearRtLoop) + 1;
    let due: Prepared | null = null;
    for (const { generation } of this.next.splice(0, count)) {
      const prepared = this.prepared.get(generation);
      // Told twice: it is in force already.
      if (prepared === undefined) continue;
      const before = due;
      due = { ...prepared, install: () => (before?.install(), prepared.install()) };
      for (const old of this.prepared.keys()) if (old <= generation) this.prepared.delete(old);
      this.components.metrics.appPlan('in-force');
      this.components.log.info({ generation, nearRtLoop, app: prepared.seat.app }, 'app took over');
    }
    return due;
  }

  /** What is about to decide in this process, once the plans that are being tried are ready, or what does. */
  async toCome(): Promise<Seat> {
    await this.work;
    return this.before();
  }

  /** What decides last in this process before a plan takes over, or of all that is known. */
  private before(plan?: number): Seat {
    const told = this.next.filter(({ generation }) => generation !== plan);
    const seats = told.map(({ generation }) => this.prepared.get(generation)?.seat);
    return seats.findLast((seat) => seat !== undefined && seat.runner !== null) ?? this.components.last();
  }

  private async prepare({ generation, assignments }: AppPlan): Promise<void> {
    // Decisions that are due come first.
    await setImmediate();
    const { log, metrics } = this.components;
    try {
      const prepared = await this.components.prepare(assignments, this.before(generation));
      this.prepared.set(generation, prepared);
      metrics.appPlan('ready');
      await this.tell({ generation, ...needOf(prepared.need) });
    } catch (error) {
      const { target, cause } = refusalOf(error);
      metrics.appPlan('refused');
      log.warn({ err: error, generation, target }, 'app refused; the one of before stays in force');
      await this.tell({ generation, target, cause });
    }
  }

  private async tell(report: Partial<XappAppsReport>): Promise<void> {
    try {
      await this.components.report(report);
    } catch (error) {
      // The RIC has gone; it sends the plan again when it is back.
      this.components.log.warn({ err: error, ...report }, 'report on apps not delivered');
    }
  }
}

function needOf(need: Prepared['need']): Partial<XappAppsReport> {
  if (need === 'kept') return { need: 'KEPT' };
  if (need === 'none') return { need: 'NOTHING' };
  const { period, report }: { period: Period; report: Report } = need;
  return {
    need: 'REPORTS',
    eventTrigger: EventTrigger.encode({ period }),
    actionDefinition: ActionDefinition.encode({ report }),
  };
}

function refusalOf(error: unknown): Pick<XappAppsReport, 'target'> & { cause: Cause } {
  if (error instanceof AppRefusal) return { target: error.target, cause: error.reason };
  const detail = error instanceof Error ? error.message : String(error);
  return { target: 'xapp', cause: { group: 'RIC_REQUEST', value: 'xapp-invalid', detail } };
}
