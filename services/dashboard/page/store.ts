import type { HistoryView, Mark, TestbedView, Tick } from '../api.ts';
import { History } from './history.ts';
import type { Connection, Listener } from './live.ts';

type Topic = 'testbed' | 'tick' | 'mark' | 'connection' | 'user' | 'window';

/** Marks that are kept: more lines than that no chart shows apart. */
const MARKS = 100;

/** What the page knows; views read it and are told by topic when it changes. */
export class Store implements Listener {
  connectionNow: Connection = { state: 'connecting' };
  testbedView: TestbedView | null = null;
  newest: Tick | null = null;
  past = new History(1);
  /** Oldest first, MARKS at most. */
  readonly marks: Mark[] = [];
  /** The user that is looked at, or null. */
  user: number | null = null;
  /** How far charts over time look back [ms]. */
  windowMs = 5 * 60_000;
  private readonly listeners = new Map<Topic, (() => void)[]>();

  on(topics: readonly Topic[], listener: () => void): void {
    for (const topic of topics) this.listeners.set(topic, [...(this.listeners.get(topic) ?? []), listener]);
  }

  connection(now: Connection): void {
    this.connectionNow = now;
    this.tell('connection');
  }

  testbed(view: TestbedView): void {
    if (JSON.stringify(view) === JSON.stringify(this.testbedView)) return;
    this.testbedView = view;
    this.reset();
    if (this.user !== null && this.user >= view.users.length) this.pick(null);
    this.tell('testbed');
  }

  history({ ticks, marks }: HistoryView): void {
    const last = ticks.at(-1);
    // The same scenario was started anew while the connection was broken.
    if (last && this.newest && last.slot < this.newest.slot && last.unixMs > this.newest.unixMs) this.reset();
    this.past.fill(ticks);
    this.marks.length = 0;
    this.marks.push(...marks.slice(-MARKS));
    this.tell('mark');
  }

  tick(tick: Tick): void {
    // Started anew with the connection kept.
    if (this.newest !== null && tick.slot < this.newest.slot) this.reset();
    this.newest = tick;
    this.past.add(tick);
    this.tell('tick');
  }

  mark(mark: Mark): void {
    this.marks.push(mark);
    if (this.marks.length > MARKS) this.marks.shift();
    this.tell('mark');
  }

  pick(user: number | null): void {
    if (user === this.user) return;
    this.user = user;
    this.tell('user');
  }

  lookBack(ms: number): void {
    this.windowMs = ms;
    this.tell('window');
  }

  private reset(): void {
    const K = this.testbedView?.users.length ?? 1;
    this.past = new History(K);
    this.newest = null;
    this.marks.length = 0;
  }

  private tell(topic: Topic): void {
    for (const listener of this.listeners.get(topic) ?? []) listener();
  }
}
