import {
  ActionDefinition,
  EventTrigger,
  type IndicationNotice,
  type Period,
  type Report,
  type XappId,
} from '@chorus/platform/proto.ts';

/** An xApp replica that listens. */
export interface Subscriber {
  readonly xapp: XappId;
  notify(notice: IndicationNotice): void;
}

/** What is asked of every E2 node, once for all xApps and replicas that ask the same. */
export class Subscription {
  readonly period: Period;
  readonly report: Report;
  /** Encoded, as they are sent to the nodes. */
  readonly eventTrigger: Buffer;
  readonly actionDefinition: Buffer;
  readonly subscribers = new Set<Subscriber>();
  /** The last notice of each node; it outlives the subscribers, so that one that comes back catches up. */
  readonly lastNotice = new Map<string, IndicationNotice>();

  constructor(period: Period, report: Report) {
    this.period = period;
    this.report = report;
    this.eventTrigger = EventTrigger.encode({ period });
    this.actionDefinition = ActionDefinition.encode({ report });
  }

  /** Names of the xApps, under which the reports are accounted. */
  get xapp(): string {
    return [...new Set([...this.subscribers].map(({ xapp }) => xapp.name))].sort().join('+');
  }

  announce(notice: IndicationNotice): void {
    this.lastNotice.set(notice.e2NodeId, notice);
    for (const subscriber of this.subscribers) subscriber.notify(notice);
  }
}
