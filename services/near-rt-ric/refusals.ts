import { LogLimit } from '@chorus/platform/log-limit.ts';
import type { Cause } from '@chorus/platform/proto.ts';
import type { Logger } from 'pino';
import { Counter, type Registry } from 'prom-client';

/** Counts and logs what the RIC refuses, or what is refused to it, with a Cause. */
export class Refusals {
  private readonly log: LogLimit;
  private readonly counter;

  constructor({ log, metrics }: { log: Logger; metrics: Registry }) {
    this.log = new LogLimit(log);
    this.counter = new Counter({
      name: 'ric_refusals_total',
      help: 'messages answered with a Cause, by peer and cause',
      labelNames: ['peer', 'cause'] as const,
      registers: [metrics],
    });
  }

  /** @param peer the E2 node or the xApp at the other end */
  count(peer: string, what: string, { group, value, detail }: Cause): void {
    this.counter.inc({ peer, cause: value });
    this.log.warn({ peer, cause: `${group} ${value}`, detail }, what);
  }
}
