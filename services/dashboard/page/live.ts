import type { HistoryView, Mark, TestbedView, Tick } from '../api.ts';
import { client, RequestFailed, reasonOf } from './client.ts';

/** How the page stands to its server. */
export type Connection =
  | { readonly state: 'connecting' | 'live' }
  | { readonly state: 'starting' | 'stalled' | 'disconnected'; readonly reason: string };

/** What comes in, in this order: a testbed, its history, then ticks and marks. */
export interface Listener {
  connection(now: Connection): void;
  /** Also after a reconnection; another testbed may be running by then. */
  testbed(view: TestbedView): void;
  history(view: HistoryView): void;
  tick(tick: Tick): void;
  mark(mark: Mark): void;
}

/** Points of the server's history that a gap is filled with: an hour of one every two seconds. */
const HISTORY_POINTS = 1800;
const RETRY_MS = 1000;
/** A testbed at work says more than this often what it does. */
const SILENCE_MS = 5000;
const silent = { state: 'stalled', reason: `no near-RT loop has ended for ${SILENCE_MS / 1000} s` } as const;

/** Follows the server for as long as the page is open, and comes back by itself after every break. */
export async function follow(listener: Listener): Promise<never> {
  for (;;) {
    listener.connection({ state: 'connecting' });
    try {
      const testbed = await client.testbed();
      await listen(listener, testbed);
      listener.connection({ state: 'disconnected', reason: 'the connection broke; trying again' });
    } catch (error) {
      const starting = error instanceof RequestFailed && error.status === 503;
      listener.connection({ state: starting ? 'starting' : 'disconnected', reason: reasonOf(error) });
    }
    await new Promise((next) => setTimeout(next, RETRY_MS));
  }
}

/** One connection, until it breaks. What comes before the history is there waits for it. */
function listen(listener: Listener, testbed: TestbedView): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const events = new EventSource('/api/events');
  let waiting: (() => void)[] | null = [];
  const hand = (give: () => void) => (waiting ? void waiting.push(give) : give());
  let silence = 0;
  const heard = () => {
    clearTimeout(silence);
    silence = window.setTimeout(() => listener.connection(silent), SILENCE_MS);
    listener.connection({ state: 'live' });
  };
  events.addEventListener('open', () => {
    client.history(HISTORY_POINTS).then((history) => {
      listener.testbed(testbed);
      listener.history(history);
      heard();
      waiting?.forEach((give) => give());
      waiting = null;
    }, reject);
  });
  events.addEventListener('tick', ({ data }) => {
    const tick = JSON.parse(data as string) as Tick;
    hand(() => {
      heard();
      listener.tick(tick);
    });
  });
  events.addEventListener('mark', ({ data }) => {
    const mark = JSON.parse(data as string) as Mark;
    hand(() => listener.mark(mark));
  });
  events.addEventListener('error', () => resolve());
  return promise.finally(() => {
    clearTimeout(silence);
    events.close();
  });
}
