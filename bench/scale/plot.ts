import type { PlotPanel } from '@chorus/plot';
import { exponent } from './fit.ts';
import type { SizeCost } from './measure.ts';
import type { Sweep } from './sweeps.ts';

/** Cost by kernel along a sweep, both axes logarithmic: a power law is a straight line, its exponent in the legend. */
export function panelOf({ title, x }: Sweep, costs: readonly SizeCost[]): PlotPanel {
  const values = costs.map(x.of);
  const series = (name: string, mean: readonly number[]) => {
    return { label: `${name}, exponent ${exponent(values, mean)?.toFixed(2) ?? '-'}`, mean };
  };
  return {
    title: `Cost of a slot: ${title}`,
    kind: 'lines',
    x: { label: x.label, log: true, values },
    y: { label: 'processor time per slot [ms]', log: true },
    series: [
      series(
        'total',
        costs.map(({ totalMs }) => totalMs),
      ),
      ...Object.keys(costs[0].ms).map((kernel) =>
        series(
          kernel,
          costs.map(({ ms }) => ms[kernel]),
        ),
      ),
    ],
  };
}
