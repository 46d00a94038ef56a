import type { CdfView } from '../api.ts';
import { CdfChart } from './cdf-chart.ts';
import { client } from './client.ts';
import { byId } from './dom.ts';
import type { Redraw } from './redraw.ts';
import type { Store } from './store.ts';

const EVERY_MS = 3000;

/** The distribution of the users' rates, fetched anew every few seconds while ticks come. */
export function setUpCdf(store: Store, redraw: Redraw): void {
  const host = byId('cdf-chart', HTMLElement);
  const chart = new CdfChart(host);
  let views: readonly CdfView[] = [];
  let asked = -Infinity;
  redraw.add(host, () => chart.draw(views));
  store.on(['tick'], () => {
    if (document.hidden || performance.now() - asked < EVERY_MS) return;
    asked = performance.now();
    client.cdf().then(
      (fetched) => {
        views = fetched;
        redraw.invalidate(host);
      },
      // The connection's state is told by the stream; what was drawn stays.
      () => undefined,
    );
  });
  store.on(['mark', 'testbed'], () => (asked = -Infinity));
}
