import { byId, setText } from './dom.ts';
import { count, duration, fixed, none, timeOfDay } from './format.ts';
import type { Redraw } from './redraw.ts';
import type { Store } from './store.ts';

const texts = {
  connecting: 'Connecting',
  starting: 'Starting',
  live: 'Live',
  stalled: 'Waiting',
  disconnected: 'Disconnected',
} as const;

/** What runs, both clocks, and how the page stands to its server. */
export function setUpHeader(store: Store, redraw: Redraw): void {
  const facts = byId('fact-scenario', HTMLElement).closest('header');
  if (facts === null) throw new TypeError('index.html has no header');
  redraw.add(facts, () => drawFacts(store));
  store.on(['tick', 'testbed'], () => redraw.invalidate(facts));
  store.on(['connection'], () => showConnection(store));
  const lookBack = byId('window', HTMLSelectElement);
  lookBack.addEventListener('change', () => store.lookBack(Number(lookBack.value)));
}

function drawFacts({ testbedView: testbed, newest }: Store): void {
  const show = (id: string, text: string) => setText(byId(id, HTMLElement), text);
  if (testbed) {
    const { name, seed } = testbed.scenario;
    show('fact-scenario', `${name}, seed ${seed}`);
    document.title = `Chorus · ${name}`;
  }
  show('fact-scheme', newest?.apps.scheme ?? none);
  show('fact-xapp', newest ? (newest.apps.xapp ?? 'none') : none);
  show('fact-precoder', newest?.apps.precoder ?? none);
  show('fact-multiplier', newest?.apps.multiplier ?? none);
  show('fact-loop', newest ? count(newest.nearRtLoop) : none);
  show('fact-slot', newest ? `${count(newest.slot)} (${simulated(newest.slot, testbed?.scenario)})` : none);
  show('fact-wall', newest ? timeOfDay(newest.unixMs) : none);
  show('fact-factor', newest ? fixed(newest.clock.realTimeFactor, 3) : none);
}

/** The slot as time on the testbed's own clock. */
function simulated(slot: number, scenario: Record<string, unknown> | undefined): string {
  const clock = scenario?.['clock'] as { rt_loop_ms?: number } | undefined;
  return duration((slot * (clock?.rt_loop_ms ?? NaN)) / 1000);
}

function showConnection({ connectionNow: now, testbedView }: Store): void {
  const pill = byId('connection', HTMLElement);
  // A retry every second is not news.
  if (now.state === 'connecting') return;
  if (pill.dataset['state'] !== now.state) {
    pill.dataset['state'] = now.state;
    document.body.dataset['connection'] = now.state;
  }
  setText(pill, texts[now.state]);
  const banner = byId('banner', HTMLElement);
  const reason = 'reason' in now ? now.reason : '';
  const kept = testbedView !== null && now.state === 'disconnected' ? ' What is shown is from before.' : '';
  setText(banner, reason === '' ? '' : `${texts[now.state]}: ${reason}.${kept}`);
  banner.hidden = reason === '';
}
