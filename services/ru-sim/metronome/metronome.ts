import { Worker } from 'node:worker_threads';
import { Alarm } from './alarm.ts';

/** What `until` may end early for. */
export interface Awaited {
  complete(): boolean;
  /** Calls `wake` when it becomes complete; null: no longer. */
  onComplete(wake: (() => void) | null): void;
}

/** What it takes to wake a thread, and the event loop through it: the rest of a wait is spun away. */
const SPIN_MS = 0.1;
const nobody = () => undefined;

/**
 * Waits for times between the milliseconds of Node's timers: a thread of its own sleeps until then and wakes the event
 * loop, which reads its sockets meanwhile.
 */
export class Metronome {
  private readonly alarm = new Alarm();
  private thread: Worker | null = null;
  private onAlarm: () => void = nobody;

  start(): void {
    this.thread = new Worker(new URL('thread.ts', import.meta.url), { workerData: this.alarm.memory });
    this.thread.on('message', () => this.onAlarm());
  }

  async stop(): Promise<void> {
    await this.thread?.terminate();
    this.thread = null;
  }

  /**
   * Resolves at `deadline` (performance.now() [ms]), or sooner when all that is awaited has come or `signal` is
   * aborted; one wait at a time. The event loop gets at least one turn, so that a clock that is behind still reads its sockets.
   */
  until(deadline: number, awaited: Awaited | null, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    let isOver = false;
    const end = () => {
      isOver = true;
      this.onAlarm = nobody;
      awaited?.onComplete(null);
      signal.removeEventListener('abort', look);
      resolve();
    };
    // One function for every look, and no promise in any: what a clock leaves for the garbage collector, slots wait for.
    const look = () => {
      // An answer may have ended the wait ahead of a look that was due.
      if (isOver) return;
      const left = deadline - performance.now();
      if (left <= 0 || signal.aborted || awaited?.complete() === true) end();
      else if (left > SPIN_MS) this.alarm.set(deadline - SPIN_MS);
      else if (awaited !== null) setImmediate(look);
      else {
        while (performance.now() < deadline);
        end();
      }
    };
    this.onAlarm = look;
    awaited?.onComplete(look);
    signal.addEventListener('abort', look, { once: true });
    setImmediate(look);
    return promise;
  }
}
