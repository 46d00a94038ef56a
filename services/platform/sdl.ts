import type { Redis } from 'ioredis';

/** Between the events of one notification, as O-RAN SC's clients write them. */
const EVENT_SEPARATOR = '___';

export interface SdlComponents {
  readonly redis: Redis;
}
export interface SdlInit {
  /** The prefix of every key, group and channel is literally `{namespace},`. */
  readonly namespace: string;
}

/**
 * The shared data layer on a stock Redis, in O-RAN SC's key layout: values are raw bytes, groups are
 * sets, and a write can be announced on a channel under the same prefix.
 */
export class Sdl {
  private readonly redis: Redis;
  private readonly prefix: string;
  private listener: Redis | null = null;

  constructor({ redis }: SdlComponents, { namespace }: SdlInit) {
    this.redis = redis;
    this.prefix = `{${namespace}},`;
  }

  /** Writes all pairs at once. */
  async set(values: Readonly<Record<string, Uint8Array>>): Promise<void> {
    await this.redis.mset(...this.pairs(values));
  }

  /**
   * Writes all pairs and announces `events` on `channel` in one notification: whoever hears of it finds the values there.
   * Sent before it returns, so that what is written afterwards over other connections comes later on the same host.
   */
  async setAndPublish(
    channel: string,
    events: readonly string[],
    values: Readonly<Record<string, Uint8Array>>,
  ): Promise<void> {
    // One MSET is whole by itself, and commands of a connection keep their order: MULTI would add two more.
    const written = this.redis.mset(...this.pairs(values));
    const announced = this.redis.publish(this.prefix + channel, events.join(EVENT_SEPARATOR));
    await Promise.all([written, announced]);
  }

  /** The values of keys, in their order; null for a key that is not there. One MGET. */
  async get(keys: readonly string[]): Promise<(Buffer | null)[]> {
    return keys.length === 0 ? [] : this.redis.mgetBuffer(...keys.map((key) => this.prefix + key));
  }

  /** Keys that match a Redis glob pattern, ascending. */
  async findKeys(pattern: string): Promise<string[]> {
    const found = new Set<string>();
    for await (const batch of this.redis.scanStream({ match: this.prefix + pattern }))
      for (const key of batch as string[]) found.add(key.slice(this.prefix.length));
    return [...found].sort();
  }

  /** Removes keys; those that are not there are no error. */
  async remove(keys: readonly string[]): Promise<void> {
    if (keys.length > 0) await this.redis.del(...keys.map((key) => this.prefix + key));
  }

  async addMember(group: string, ...members: string[]): Promise<void> {
    await this.redis.sadd(this.prefix + group, ...members);
  }

  async removeMember(group: string, ...members: string[]): Promise<void> {
    await this.redis.srem(this.prefix + group, ...members);
  }

  /** The members of a group, ascending; none if there is no such group. */
  async getMembers(group: string): Promise<string[]> {
    return (await this.redis.smembers(this.prefix + group)).sort();
  }

  /** Calls `onEvent` for every event announced on `channel`; active once the promise resolves. */
  async subscribe(channel: string, onEvent: (event: string) => void): Promise<void> {
    // A Redis connection that has subscribed can do nothing else.
    this.listener ??= this.redis.duplicate();
    const full = this.prefix + channel;
    this.listener.on('message', (from: string, message: string) => {
      if (from === full) for (const event of message.split(EVENT_SEPARATOR)) onEvent(event);
    });
    await this.listener.subscribe(full);
  }

  /** Closes what `subscribe` opened; the Redis connection stays its owner's. */
  stop(): void {
    this.listener?.disconnect();
    this.listener = null;
  }

  private pairs(values: Readonly<Record<string, Uint8Array>>): (string | Buffer)[] {
    return Object.entries(values).flatMap(([key, value]) => [
      this.prefix + key,
      Buffer.from(value.buffer, value.byteOffset, value.byteLength),
    ]);
  }
}
