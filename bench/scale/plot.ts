import type { PlotPanel } from '@chorus/plot';
import type { SizeCost } from './measure.ts';
import type { Sweep } from './sweeps.ts';

/** Cost by kernel along a sweep, both axes logarithmic: a power law is a straight line. */
export function panelOf({ title, x }: Sweep, costs: readonly SizeCost[]): PlotPanel {
  const kernels = Object.keys(costs[0].ms);
  return {
    title: `Cost of a slot: ${title}`,
    kind: 'lines',
    x: { label: x.label, log: true, values: costs.map(x.of) },
    y: { label: 'processor time per slot [ms]', log: true },
    series: [
      { label: 'total', mean: costs.map(({ totalMs }) => totalMs) },
      ...kernels.map((kernel) => ({ label: kernel, mean: costs.map(({ ms }) => ms[kernel]) })),
    ],
  };
}
