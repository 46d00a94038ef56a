import { PRECODING, type Period, type Report } from '@chorus/platform/proto.ts';
import type { Logger } from 'pino';
import { REQUESTOR, UNATTRIBUTED, type E2Connection } from './e2-connection.ts';
import { Subscription, type Subscriber } from './subscription.ts';

export interface SubscriptionManagerComponents {
  readonly log: Logger;
}

/**
 * Merges equal subscriptions of xApps and replicas into one per E2 node, as O-RAN SC's subscription
 * manager does, and issues them again to a node that sets up again.
 */
export class SubscriptionManager {
  private readonly log: Logger;
  private readonly subscriptions = new Map<string, Subscription>();
  private readonly nodes = new Map<E2Connection, Map<number, Subscription>>();

  constructor({ log }: SubscriptionManagerComponents) {
    this.log = log;
  }

  /** @returns the ids of the E2 nodes that report, once each has answered */
  async add(subscriber: Subscriber, period: Period, report: Report): Promise<string[]> {
    const key = `${period}.${report}`;
    let subscription = this.subscriptions.get(key);
    if (!subscription) this.subscriptions.set(key, (subscription = new Subscription(period, report)));
    subscription.subscribers.add(subscriber);
    const asked = [...this.nodes.keys()].map((node) => this.subscribe(node, subscription));
    const nodes = (await Promise.all(asked)).filter((id) => id !== null);
    return nodes.sort();
  }

  /** Sends a subscriber, once it knows that it is subscribed, what it has missed. */
  catchUp(subscriber: Subscriber): void {
    for (const { subscribers, lastNotice } of this.subscriptions.values())
      if (subscribers.has(subscriber)) for (const notice of lastNotice.values()) subscriber.notify(notice);
  }

  /** The last subscriber to leave ends the subscription at the nodes. */
  async remove(subscriber: Subscriber): Promise<void> {
    for (const subscription of this.subscriptions.values()) {
      if (!subscription.subscribers.delete(subscriber) || subscription.subscribers.size > 0) continue;
      await Promise.all([...this.nodes.keys()].map((node) => this.unsubscribe(node, subscription)));
    }
  }

  /** A node can be subscribed to. @returns once it has answered every subscription */
  async nodeReady(node: E2Connection): Promise<void> {
    this.nodes.set(node, new Map());
    const wanted = [...this.subscriptions.values()].filter(({ subscribers }) => subscribers.size > 0);
    await Promise.all(wanted.map((subscription) => this.subscribe(node, subscription)));
  }

  nodeGone(node: E2Connection): void {
    this.nodes.delete(node);
  }

  /** The subscription for which a node made an indication, or null. */
  find(node: E2Connection, instance: number): Subscription | null {
    return this.nodes.get(node)?.get(instance) ?? null;
  }

  private async subscribe(node: E2Connection, subscription: Subscription): Promise<string | null> {
    const active = this.nodes.get(node);
    if (!active) return null;
    if ([...active.values()].includes(subscription)) return node.nodeId;
    const { eventTrigger, actionDefinition, xapp } = subscription;
    const answer = await node.request(
      REQUESTOR.subscription,
      (id) => {
        // Before the answer: the node's first indication may come right behind it.
        active.set(id.instance, subscription);
        return { ricSubscriptionRequest: { id, ranFunction: PRECODING.id, eventTrigger, actionDefinition } };
      },
      { xapp },
    );
    if ('pdu' in answer) return node.nodeId;
    this.forget(active, subscription);
    this.log.warn({ node: node.nodeId, report: subscription.report, cause: answer.cause }, 'not subscribed');
    return null;
  }

  private async unsubscribe(node: E2Connection, subscription: Subscription): Promise<void> {
    const active = this.nodes.get(node);
    const instance = active && this.forget(active, subscription);
    if (!active || instance === undefined) return;
    const answer = await node.request(
      REQUESTOR.subscription,
      (id) => ({ ricSubscriptionDeleteRequest: { id } }),
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

  private forget(active: Map<number, Subscription>, subscription: Subscription): number | undefined {
    const instance = [...active].find(([, known]) => known === subscription)?.[0];
    if (instance !== undefined) active.delete(instance);
    return instance;
  }
}
