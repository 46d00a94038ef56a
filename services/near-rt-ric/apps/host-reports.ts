import {
  ActionDefinition,
  EventTrigger,
  type Period,
  type Report,
  type XappAppsReport,
} from '@chorus/platform/proto.ts';
import type { Subscriber } from '../subscription.ts';
import type { SubscriptionManager } from '../subscription-manager.ts';

/** What an app is told of: null for nothing. */
type Need = { readonly period: Period; readonly report: Report } | null;

export interface HostReportsComponents {
  readonly subscriptions: Pick<SubscriptionManager, 'move'>;
  /** Streams of the processes that host the scenario's xApp. */
  readonly hosts: () => readonly Subscriber[];
}

/**
 * What the processes that host the scenario's xApp are told of. Another xApp may need another report: the RIC moves
 * their subscriptions at the takeover, so that E2 carries neither a loop too few nor a report that nobody uses.
 */
export class HostReports {
  private readonly components: HostReportsComponents;
  /** By generation. */
  private readonly needs = new Map<number, Need>();

  constructor(components: HostReportsComponents) {
    this.components = components;
  }

  /** A host has a plan ready and says what it needs; an app that stays at work needs what it has. */
  want({ generation, need, eventTrigger, actionDefinition }: XappAppsReport): void {
    if (need === 'NOTHING') this.needs.set(generation, null);
    else if (need === 'REPORTS')
      this.needs.set(generation, {
        period: EventTrigger.decode(eventTrigger).period,
        report: ActionDefinition.decode(actionDefinition).report,
      });
  }

  /** A plan takes over at near-RT loop n: the filters for it are made of the report at the end of loop n - 1. */
  move(generation: number, nearRtLoop: number): void {
    const need = this.needs.get(generation);
    for (const old of this.needs.keys()) if (old <= generation) this.needs.delete(old);
    if (need === undefined) return;
    const from = need?.period === 'NEAR_RT_LOOP' ? nearRtLoop - 1 : nearRtLoop;
    for (const host of this.components.hosts())
      void this.components.subscriptions.move(host, need, { from, until: nearRtLoop });
  }
}
