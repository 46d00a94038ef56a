import type { Logger } from 'pino';

type Level = 'warn' | 'error';
interface Kind {
  level: Level;
  fields: object;
  /** Since the last line. */
  count: number;
}

/**
 * A log for what may happen in every slot: at most one line per interval and message. The first is
 * written at once; of those that follow within the interval the newest is written at its end, with
 * `leftOut`, the number of the others. The message is the kind: it must be a constant.
 */
export class LogLimit {
  private readonly log: Pick<Logger, Level>;
  private readonly intervalMs: number;
  private readonly kinds = new Map<string, Kind>();

  constructor(log: Pick<Logger, Level>, init: { intervalMs?: number } = {}) {
    this.log = log;
    this.intervalMs = init.intervalMs ?? 1000;
  }

  warn(fields: object, message: string): void {
    this.add('warn', fields, message);
  }

  error(fields: object, message: string): void {
    this.add('error', fields, message);
  }

  private add(level: Level, fields: object, message: string): void {
    const kind = this.kinds.get(message);
    if (kind !== undefined) {
      Object.assign(kind, { level, fields, count: kind.count + 1 });
      return;
    }
    this.log[level](fields, message);
    this.kinds.set(message, { level, fields, count: 0 });
    this.wait(message);
  }

  private wait(message: string): void {
    // A line that waits keeps no process alive.
    setTimeout(() => this.flush(message), this.intervalMs).unref();
  }

  private flush(message: string): void {
    const kind = this.kinds.get(message);
    if (kind === undefined || kind.count === 0) {
      this.kinds.delete(message);
      return;
    }
    const { level, fields, count } = kind;
    this.log[level]({ ...fields, leftOut: count - 1 }, message);
    kind.count = 0;
    this.wait(message);
  }
}
