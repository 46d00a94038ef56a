import { PRECODING, type Period, type Report } from '@chorus/platform/proto.ts';
import type { Logger } from 'pino';
import { REQUESTOR, UNATTRIBUTED, type E2Connection } from './e2-connection.ts';
import { Subscription, type Subscriber } from './subscription.ts';

export interface SubscriptionManagerComponents {
  readonly log: Logger;
}

/** A subscription at a node. */
interface Active {
  readonly subscription: Subscription;
  /** Deleted, but near-RT loops before this one are still reported. */
  until: number | null;
}

/**
 * Merges equal subscriptions of xApps and replicas into one per E2 node, as O-RAN SC's subscription
 * manager does, and issues them again to a node that sets up again.
 */
export class SubscriptionManager {
  private readonly log: Logger;
  private readonly subscriptions = new Map<string, Subscription>();
  /** By the instance of the request. */
  private readonly nodes = new Map<E2Connection, Map<number, Active>>();

  constructor({ log }: SubscriptionManagerComponents) {
    this.log = log;
  }

  /**
   * @param from nothing is reported of near-RT loops before this one
   * @returns the ids of the E2 nodes that report, once each has answered
   */
  async add(subscriber: Subscriber, period: Period, report: Report, from = 0): Promise<string[]> {
    const key = `${period}.${report}`;
    let subscription = this.subscriptions.get(key);
    if (!subscription) this.subscriptions.set(key, (subscription = new Subscription(period, report)));
    subscription.add(subscriber);
    const asked = [...this.nodes.keys()].map((node) => this.subscribe(node, subscription, from));
    const nodes = (await Promise.all(asked)).filter((id) => id !== null);
    return nodes.sort();
  }

  /**
   * A subscriber is to be told of another report, or of nothing any more.
   *
   * @param from the first near-RT loop that is reported to it in the new way
   * @param until the first that is not reported to it in the old way
   */
  async move(
    subscriber: Subscriber,
    need: { period: Period; report: Report } | null,
    { from, until }: { from: number; until: number },
  ): Promise<void> {
    const work: Promise<unknown>[] = [];
    if (need !== null) work.push(this.add(subscriber, need.period, need.report, from));
    for (const subscription of this.subscriptions.values()) {
      if (subscription.report === need?.report || !subscription.subscribers.has(subscriber)) continue;
      subscription.until.set(subscriber, until);
      if (!subscription.isWanted)
        for (const node of this.nodes.keys()) work.push(this.unsubscribe(node, subscription, until));
    }
    await Promise.all(work);
  }

  /** Sends a subscriber, once it knows that it is subscribed, what it has missed. */
  catchUp(subscriber: Subscriber): void {
    for (const { subscribers, lastNotice } of this.subscriptions.values())
      if (subscribers.has(subscriber) && lastNotice.size > 0) subscriber.notify([...lastNotice.values()]);
  }

  /** The last subscriber to leave ends the subscription at the nodes. */
  async remove(subscriber: Subscriber): Promise<void> {
    for (const subscription of this.subscriptions.values()) {
      if (!subscription.delete(subscriber) || subscription.isWanted) continue;
      const until = Math.max(0, ...subscription.until.values());
      await Promise.all([...this.nodes.keys()].map((node) => this.unsubscribe(node, subscription, until)));
    }
  }

  /** A node can be subscribed to. @returns once it has answered every subscription */
  async nodeReady(node: E2Connection): Promise<void> {
    this.nodes.set(node, new Map());
    const wanted = [...this.subscriptions.values()].filter(({ isWanted }) => isWanted);
    await Promise.all(wanted.map((subscription) => this.subscribe(node, subscription, 0)));
  }

  nodeGone(node: E2Connection): void {
    this.nodes.delete(node);
  }

  /** The subscription for which a node made an indication, or null. */
  find(node: E2Connection, instance: number): Subscription | null {
    return this.nodes.get(node)?.get(instance)?.subscription ?? null;
  }

  private async subscribe(
    node: E2Connection,
    subscription: Subscription,
    from: number,
  ): Promise<string | null> {
    const active = this.nodes.get(node);
    if (!active) return null;
    for (const [instance, known] of active) {
      if (known.subscription !== subscription) continue;
      if (known.until === null) return node.nodeId;
      // Its last report came before the loop in which it is asked for again.
      active.delete(instance);
    }
    const { actionDefinition, xapp } = subscription;
    const eventTrigger = subscription.eventTrigger(from);
    let instance = 0;
    const answer = await node.request(
      REQUESTOR.subscription,
      (id) => {
        instance = id.instance;
        // Before the answer: the node's first indication may come right behind it.
        active.set(instance, { subscription, until: null });
        return { ricSubscriptionRequest: { id, ranFunction: PRECODING.id, eventTrigger, actionDefinition } };
      },
      { xapp },
    );
    if ('pdu' in answer) return node.nodeId;
    active.delete(instance);
    this.log.warn({ node: node.nodeId, report: subscription.report, cause: answer.cause }, 'not subscribed');
    return null;
  }

  private async unsubscribe(node: E2Connection, subscription: Subscription, until: number): Promise<void> {
    const active = this.nodes.get(node);
    const found = [...(active ?? [])].find(
      ([, known]) => known.subscription === subscription && known.until === null,
    );
    if (!active || found === undefined) return;
    const [instance, known] = found;
    if (until === 0) active.delete(instance);
    else known.until = until;
    const answer = await node.request(
      REQUESTOR.subscription,
      (id) => ({ ricSubscriptionDeleteRequest: { id, untilNearRtLoop: until } }),
      UNATTRIBUTED,
      instance,
    );
    // A node that has gone has nothing to unsubscribe from.
    if ('cause' in answer && answer.cause.group !== 'TRANSPORT')
      this.log.warn(
        { node: node.nodeId, report: subscription.report, cause: answer.cause },
        'not unsubscribed',
      );
  }
}
