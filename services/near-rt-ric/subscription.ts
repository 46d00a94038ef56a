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
  /** Whether it is told before the SDL has confirmed. */
  readonly prompt: boolean;
  /** @returns false before it knows that it is subscribed: what the SDL holds by then is told it afterwards */
  notify(notices: readonly IndicationNotice[]): boolean;
}

/** What is asked of every E2 node, once for all xApps and replicas that ask the same. */
export class Subscription {
  readonly period: Period;
  readonly report: Report;
  /** Encoded, as it is sent to the nodes. */
  readonly actionDefinition: Buffer;
  readonly subscribers = new Set<Subscriber>();
  /** Subscribers that are told of near-RT loops before this one only. */
  readonly until = new Map<Subscriber, number>();
  /** The last notice of each node; it outlives the subscribers, so that one that comes back catches up. */
  readonly lastNotice = new Map<string, IndicationNotice>();

  constructor(period: Period, report: Report) {
    this.period = period;
    this.report = report;
    this.actionDefinition = ActionDefinition.encode({ report });
  }

  /** Names of the xApps, under which the reports are accounted. */
  get xapp(): string {
    return [...new Set([...this.subscribers].map(({ xapp }) => xapp.name))].sort().join('+');
  }

  /** @param from nothing is reported of near-RT loops before this one */
  eventTrigger(from: number): Buffer {
    return EventTrigger.encode({ period: this.period, fromNearRtLoop: from });
  }

  /** Whether somebody listens without end. */
  get isWanted(): boolean {
    return this.subscribers.size > this.until.size;
  }

  add(subscriber: Subscriber): void {
    this.subscribers.add(subscriber);
    this.until.delete(subscriber);
  }

  /** @returns whether it listened */
  delete(subscriber: Subscriber): boolean {
    this.until.delete(subscriber);
    return this.subscribers.delete(subscriber);
  }

  /** Reports are being written. @returns who was told of them */
  announceEarly(notices: readonly IndicationNotice[]): ReadonlySet<Subscriber> {
    const prompt = [...this.subscribers].filter((subscriber) => subscriber.prompt);
    return new Set(prompt.filter((subscriber) => this.tell(subscriber, notices)));
  }

  /** Reports are in the SDL. @param told who knows of them */
  announce(notices: readonly IndicationNotice[], told: ReadonlySet<Subscriber>): void {
    for (const notice of notices) this.lastNotice.set(notice.e2NodeId, notice);
    for (const subscriber of this.subscribers) if (!told.has(subscriber)) this.tell(subscriber, notices);
  }

  /** @returns false where it is to be told again */
  private tell(subscriber: Subscriber, notices: readonly IndicationNotice[]): boolean {
    const until = this.until.get(subscriber) ?? Infinity;
    const own = notices.filter(({ nearRtLoop }) => nearRtLoop < until);
    if (own.length < notices.length) this.delete(subscriber);
    return own.length === 0 || subscriber.notify(own);
  }
}
