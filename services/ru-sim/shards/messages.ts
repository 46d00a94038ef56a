import type { Bus } from '@chorus/platform/bus.ts';
import type { Counts } from '@chorus/platform/counters.ts';
import { ChorusError } from '@chorus/platform/errors.ts';
import { compileSchema } from '@chorus/platform/json-schema.ts';
import { LogLimit } from '@chorus/platform/log-limit.ts';
import type { Logger } from 'pino';

const whole = { type: 'integer', minimum: 0 };
const numbers = { type: 'array', items: { type: 'number' } };
const object = (properties: Record<string, object>) => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
});

/** What shards tell each other on NATS, as JSON (docs/interfaces.md). */
export const messages = {
  /** A shard's part of a loop's record, to the first. */
  loop: object({
    nearRtLoop: whole,
    userRate: numbers,
    mu: numbers,
    rMin: numbers,
    maxPowerRatio: { type: 'number' },
    lateAnswers: whole,
    clockSlips: whole,
  }),
  /** Impairments to come, from the first to the others. */
  impairments: object({ id: whole, set: { type: 'object' }, nearRtLoop: whole, slot: whole }),
  /** The newest impairments that a shard knows of, to the first. */
  known: object({ id: whole }),
  /** RT loops that a clock has given up so far, to all. */
  slips: object({ total: whole }),
} as const;
export type Message = keyof typeof messages;

/** The shards' own subjects on NATS, `ru-sim.<shard>.<message>`. */
export class ShardBus {
  private readonly bus: Bus;
  private readonly shard: number;
  private readonly shards: number;
  private readonly invalid: Counts;
  private readonly limited: LogLimit;

  /** @param invalid counts what is dropped, by message */
  constructor(
    { bus, invalid, log }: { bus: Bus; invalid: Counts; log: Logger },
    { shard, shards }: { shard: number; shards: number },
  ) {
    this.bus = bus;
    this.shard = shard;
    this.shards = shards;
    this.invalid = invalid;
    this.limited = new LogLimit(log);
  }

  tell(message: Message, content: object): void {
    this.bus.publish(`ru-sim.${this.shard}.${message}`, Buffer.from(JSON.stringify(content)));
  }

  /**
   * Active on return. What is no such message is dropped, counted and logged.
   *
   * @param take gets what another shard says; it may refuse it by throwing
   */
  async listen<T>(message: Message, take: (content: T, shard: number) => void): Promise<void> {
    const check = compileSchema(messages[message]);
    await this.bus.subscribe(`ru-sim.*.${message}`, (bytes, subject) => {
      try {
        const shard = this.otherOf(subject);
        if (shard === null) return;
        const content: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
        const fault = check(content);
        if (fault !== null) throw new ChorusError('CHORUS_FIELD_INVALID', { ...fault });
        take(content as T, shard);
      } catch (error) {
        this.invalid.add({ message });
        this.limited.warn({ err: error, subject }, 'message of a shard dropped');
      }
    });
  }

  /** The shard of a subject; null for our own. @throws ChorusError CHORUS_FIELD_INVALID */
  private otherOf(subject: string): number | null {
    const [, text] = subject.split('.');
    const shard = Number(text);
    if (!/^\d+$/.test(text) || shard >= this.shards)
      throw new ChorusError('CHORUS_FIELD_INVALID', {
        field: 'shard',
        value: text,
        allowed: `0 to ${this.shards - 1}`,
      });
    return shard === this.shard ? null : shard;
  }
}
