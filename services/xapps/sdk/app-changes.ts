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
import { AppRefusal, type Prepared } from './app-maker.ts';
import type { HostMetrics } from './host-metrics.ts';

export interface AppChangesComponents {
  readonly log: Logger;
  readonly metrics: Pick<HostMetrics, 'appPlan'>;
  /** Makes and tries what a plan asks for, beside what works. @throws AppRefusal */
  readonly prepare: (assignments: readonly AppAssignment[]) => Promise<Prepared>;
  readonly report: (report: Partial<XappAppsReport>) => Promise<void>;
  /** A takeover is known: reports that are here already may be decided on. */
  readonly onTakeover: () => void;
}

/** Apps that come while another works: made and tried beside it, and put in its place between two near-RT loops. */
export class AppChanges {
  private readonly components: AppChangesComponents;
  private readonly prepared = new Map<number, Prepared>();
  private next: AppTakeover | null = null;
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
      this.next = takeover;
      this.components.onTakeover();
      await this.tell({ generation, took: true, nearRtLoop });
    });
  }

  /** What decides for a near-RT loop from now on, when it is time for another; null to go on. */
  due(nearRtLoop: number): Prepared | null {
    if (this.next === null || nearRtLoop < this.next.nearRtLoop) return null;
    const { generation } = this.next;
    const prepared = this.prepared.get(generation) ?? null;
    this.next = null;
    for (const old of this.prepared.keys()) if (old <= generation) this.prepared.delete(old);
    this.components.metrics.appPlan('in-force');
    this.components.log.info({ generation, nearRtLoop, app: prepared?.seat.app }, 'app took over');
    return prepared;
  }

  private async prepare({ generation, assignments }: AppPlan): Promise<void> {
    // Decisions that are due come first.
    await setImmediate();
    const { log, metrics } = this.components;
    try {
      const prepared = await this.components.prepare(assignments);
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
