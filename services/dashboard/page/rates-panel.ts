import { byId, make, setText } from './dom.ts';
import { count, timeOfDay } from './format.ts';
import { networkColumn as column, slotColumn, wallColumn } from './history.ts';
import type { Redraw } from './redraw.ts';
import type { Store } from './store.ts';
import { createThinned, firstRowFrom, thin } from './thin.ts';
import { TimeChart } from './time-chart.ts';

/** Points of a chart: about one for every pixel of a wide one. */
export const CHART_POINTS = 800;
const CHANGES = 20;

/** Sum rate and percentiles over time, and the list of the newest changes. */
export function setUpRates(store: Store, redraw: Redraw): void {
  const sumHost = byId('sum-rate-chart', HTMLElement);
  const sum = new TimeChart(sumHost, 'Sum rate [bit/s/Hz]', [
    { label: 'mean over the loops', color: 'series-1', decimals: 1 },
  ]);
  const percentileHost = byId('percentile-chart', HTMLElement);
  const percentiles = new TimeChart(percentileHost, 'Users’ rates [bit/s/Hz]', [
    { label: '95 %', color: 'series-3', decimals: 2, dash: [6, 3] },
    { label: 'median', color: 'series-1', decimals: 2 },
    { label: '5 %', color: 'series-2', decimals: 2, dash: [2, 2] },
  ]);
  const sumData = createThinned(2, CHART_POINTS);
  const percentileData = createThinned(4, CHART_POINTS);
  const from = () => {
    const { network } = store.past;
    if (network.length === 0) return 0;
    return firstRowFrom(network, wallColumn, network.at(network.length - 1, wallColumn) - store.windowMs);
  };
  redraw.add(sumHost, () => {
    thin(store.past.network, from(), [slotColumn, column.sumRate], sumData);
    sum.draw(sumData, store.marks);
  });
  redraw.add(percentileHost, () => {
    thin(store.past.network, from(), [slotColumn, column.p95, column.p50, column.p5], percentileData);
    percentiles.draw(percentileData, store.marks);
  });
  store.on(['tick', 'mark', 'window', 'testbed'], () => {
    redraw.invalidate(sumHost);
    redraw.invalidate(percentileHost);
  });
  store.on(['mark', 'testbed'], () => showChanges(store));
}

function showChanges({ marks }: Store): void {
  setText(byId('changes-count', HTMLElement), count(marks.length));
  const items = marks.slice(-CHANGES).map(({ slot, nearRtLoop, unixMs, text }) => {
    const when = `slot ${count(slot)}, loop ${count(nearRtLoop)}, ${timeOfDay(unixMs)}`;
    return make('li', '', text, ' ', make('span', 'num muted', when));
  });
  byId('changes-list', HTMLOListElement).replaceChildren(...items.reverse());
}
