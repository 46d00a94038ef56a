import type { Bus } from '@chorus/platform/bus.ts';
import type { Logger } from 'pino';

const ASK_EVERY_MS = 1000;

export interface D2RepeatsComponents {
  readonly bus: Pick<Bus, 'publish' | 'subscribe'>;
  readonly log: Pick<Logger, 'warn'>;
  /** The near-RT loop whose first slot waits for D2; null where none does. */
  readonly waiting: () => number | null;
}

/**
 * The bus as D2 sees it, with a way back to messages that NATS has lost: a server that goes takes along what it
 * held, and in lockstep the O-DU that waits for it would wait for ever. It asks on `d2.again.<from>.<to>`, and gets
 * the last message of `d2.<from>.<to>` once more; what had come all the same is not heard twice.
 */
export class D2Repeats implements Pick<Bus, 'publish' | 'subscribe'> {
  private readonly c: D2RepeatsComponents;
  private readonly odu: number;
  private readonly everyMs: number;
  /** By subject. */
  private readonly sent = new Map<string, Uint8Array>();
  private readonly heard = new Map<string, Uint8Array>();
  private asked = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(components: D2RepeatsComponents, init: { odu: number; everyMs?: number }) {
    this.c = components;
    this.odu = init.odu;
    this.everyMs = init.everyMs ?? ASK_EVERY_MS;
  }

  /** Answers who asks, and asks where a loop has waited since the last look. Active on return. */
  async start(): Promise<void> {
    await this.c.bus.subscribe(`d2.again.${this.odu}.*`, (_bytes, subject) => {
      const again = subject.replace('.again', '');
      const bytes = this.sent.get(again);
      if (bytes !== undefined) this.c.bus.publish(again, bytes);
    });
    let before: number | null = null;
    this.timer = setInterval(() => {
      const waiting = this.c.waiting();
      if (waiting !== null && waiting === before) this.ask(waiting);
      before = waiting;
    }, this.everyMs);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** @param bytes kept until the next message on the subject */
  publish(subject: string, bytes: Uint8Array): void {
    this.sent.set(subject, bytes);
    this.c.bus.publish(subject, bytes);
  }

  async subscribe(subject: string, onMessage: (bytes: Uint8Array, subject: string) => void): Promise<void> {
    this.heard.set(subject, new Uint8Array());
    await this.c.bus.subscribe(subject, (bytes, from) => {
      const last = this.heard.get(from);
      // Where nobody has asked, the same message twice is for the receiver to refuse.
      if (this.asked && last !== undefined && Buffer.compare(bytes, last) === 0) return;
      this.heard.set(from, bytes);
      onMessage(bytes, from);
    });
  }

  private ask(nearRtLoop: number): void {
    this.asked = true;
    this.c.log.warn({ nearRtLoop }, 'D2 has not come, asking for it again');
    for (const subject of this.heard.keys())
      this.c.bus.publish(subject.replace('d2.', 'd2.again.'), new Uint8Array());
  }
}
