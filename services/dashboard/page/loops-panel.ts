import type { Tick } from '../api.ts';
import { byId, setText } from './dom.ts';
import { count, fixed } from './format.ts';
import { HistogramView } from './histogram.ts';
import type { Redraw } from './redraw.ts';
import type { Store } from './store.ts';

const counters = {
  'late-answers': 'lateAnswers',
  'late-controls': 'lateControls',
  'late-d2': 'lateD2',
  'clock-slips': 'clockSlips',
  'app-errors': 'appErrors',
} as const satisfies Record<string, keyof Tick['clock']>;

/** How long slots and near-RT loops take against their deadlines, and what came late. */
export function setUpLoops(store: Store, redraw: Redraw): void {
  const host = byId('slot-histogram', HTMLElement).parentElement as HTMLElement;
  const slot = new HistogramView(byId('slot-histogram', HTMLElement), 'Slot time');
  const loop = new HistogramView(byId('loop-histogram', HTMLElement), 'Near-RT loop time');
  redraw.add(host, () => {
    const clock = store.newest?.clock;
    if (!clock) return;
    slot.draw(clock.slot);
    loop.draw(clock.loop);
    setText(byId('loops-factor', HTMLElement), fixed(clock.realTimeFactor, 3));
    for (const [id, field] of Object.entries(counters)) {
      const element = byId(id, HTMLElement);
      setText(element, count(clock[field]));
      element.classList.toggle('bad', clock[field] > 0);
    }
  });
  store.on(['tick'], () => redraw.invalidate(host));
}
