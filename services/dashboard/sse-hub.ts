import type { ServerResponse } from 'node:http';
import type { Mark, Tick } from './api.ts';

const HEARTBEAT_MS = 15_000;
/** A browser that has been away for so long asks for the history anyway. */
const RETRY_MS = 1000;
/** At the same time. */
export const MOST_CLIENTS = 64;
/** Of one client, when it does not read. */
const MOST_BUFFERED = 256 * 1024;

const headers = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'x-accel-buffering': 'no',
};

/** What of a response the hub uses; node:http's ServerResponse has it. */
export type EventStream = Pick<
  ServerResponse,
  'writeHead' | 'write' | 'end' | 'destroy' | 'on' | 'writableLength' | 'writableNeedDrain'
>;

/**
 * Server-sent events to any number of clients, within bounds.
 *
 * A client that has not read what it was sent skips ticks until it has, since the newest is all that counts; it is
 * sent marks, and dropped when these pile up. Who comes late gets the newest tick at once.
 */
export class SseHub {
  private readonly clients = new Set<EventStream>();
  private readonly heartbeat: NodeJS.Timeout;
  private newest = '';

  constructor({ heartbeatMs = HEARTBEAT_MS }: { heartbeatMs?: number } = {}) {
    this.heartbeat = setInterval(() => this.sendIfRead(': still here\n\n'), heartbeatMs);
    this.heartbeat.unref();
  }

  get size(): number {
    return this.clients.size;
  }

  get isFull(): boolean {
    return this.clients.size >= MOST_CLIENTS;
  }

  /** The stream is the hub's from now on. */
  join(stream: EventStream): void {
    stream.on('close', () => this.clients.delete(stream));
    // A connection that breaks closes, too.
    stream.on('error', () => undefined);
    stream.writeHead(200, headers);
    stream.write(`retry: ${RETRY_MS}\n\n${this.newest}`);
    this.clients.add(stream);
  }

  tick(tick: Tick): void {
    this.newest = event('tick', tick);
    this.sendIfRead(this.newest);
  }

  mark(mark: Mark): void {
    const text = event('mark', mark);
    for (const client of this.clients) {
      if (client.writableLength > MOST_BUFFERED) this.drop(client);
      else client.write(text);
    }
  }

  close(): void {
    clearInterval(this.heartbeat);
    for (const client of this.clients) client.end();
    this.clients.clear();
  }

  private sendIfRead(text: string): void {
    for (const client of this.clients) if (!client.writableNeedDrain) client.write(text);
  }

  private drop(client: EventStream): void {
    this.clients.delete(client);
    client.destroy();
  }
}

function event(name: string, data: object): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
