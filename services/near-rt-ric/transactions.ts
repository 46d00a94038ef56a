import type { Cause, E2apPdu, RicRequestId } from '@chorus/platform/proto.ts';
import { cause } from './causes.ts';

/** How a request to an E2 node ended: its answer, or why there is none. */
export type Answer = { readonly pdu: E2apPdu } | { readonly cause: Cause };

interface Pending {
  readonly xapp: string;
  readonly resolve: (answer: Answer) => void;
  readonly timer: NodeJS.Timeout;
}

/** Requests on one E2 stream that wait for their answers, by the instance of their RICRequestID. */
export class Transactions {
  private readonly pending = new Map<number, Pending>();
  private readonly timeoutMs: number;
  private next = 1;

  constructor({ timeoutMs }: { timeoutMs: number }) {
    this.timeoutMs = timeoutMs;
  }

  /**
   * Never rejects: a request that is not answered in time ends with a Cause.
   *
   * @param xapp for which the request is made; its answer is accounted under the same name
   * @param instance of the request that this one continues, as a deletion does a subscription
   */
  open(
    requestor: number,
    xapp: string,
    instance = this.next++,
  ): { id: RicRequestId; answer: Promise<Answer> } {
    const { promise: answer, resolve } = Promise.withResolvers<Answer>();
    const detail = `no answer within ${this.timeoutMs} ms`;
    const expire = () => this.settle(instance, { cause: cause('TRANSPORT', 'no-answer', detail) });
    const timer = setTimeout(expire, this.timeoutMs).unref();
    this.pending.set(instance, { xapp, resolve, timer });
    return { id: { requestor, instance }, answer };
  }

  /** @returns the xApp for which it was made, or null if nobody waits for it */
  settle(instance: number, answer: Answer): string | null {
    const waiting = this.pending.get(instance);
    if (waiting === undefined) return null;
    this.pending.delete(instance);
    clearTimeout(waiting.timer);
    waiting.resolve(answer);
    return waiting.xapp;
  }

  failAll(reason: Cause): void {
    for (const instance of [...this.pending.keys()]) this.settle(instance, { cause: reason });
  }
}
