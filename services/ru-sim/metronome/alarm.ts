/** An alarm that one thread sets and another waits for. */
export class Alarm {
  /** What both threads make theirs of. */
  readonly memory: SharedArrayBuffer;
  /** Number of the alarm that was set last; from 1. */
  private readonly number: Int32Array<SharedArrayBuffer>;
  /** When it goes off [ms since 1970, with fractions]: each thread's performance.now() begins at a time of its own. */
  private readonly time: Float64Array<SharedArrayBuffer>;
  /** Number of the last one that was waited for. */
  private rung = 0;

  constructor(memory = new SharedArrayBuffer(16)) {
    this.memory = memory;
    this.time = new Float64Array(memory, 0, 1);
    this.number = new Int32Array(memory, 8, 1);
  }

  /** In place of one that has not gone off. @param time performance.now() of this thread [ms] */
  set(time: number): void {
    this.time[0] = performance.timeOrigin + time;
    Atomics.add(this.number, 0, 1);
    Atomics.notify(this.number, 0);
  }

  /** Returns when the alarm goes off that was set last; blocks the thread. */
  wait(): void {
    const { number, time } = this;
    for (;;) {
      const set = Atomics.load(number, 0);
      const left = set === this.rung ? Infinity : time[0] - performance.timeOrigin - performance.now();
      // Another one that is set meanwhile ends the wait: it may be the earlier one.
      if (left > 0 && Atomics.wait(number, 0, set, left) !== 'timed-out') continue;
      this.rung = set;
      return;
    }
  }
}
