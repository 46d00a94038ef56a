import type uPlot from '/vendor/uPlot.esm.js';
import { count } from './format.ts';
import { themeColor } from './theme.ts';

const font = '11px system-ui, sans-serif';

/** Axes of all charts: quiet lines, colours of the theme in force. */
export function axis(side: 'x' | 'y', values?: (value: number) => string): uPlot.Axis {
  const lines = { stroke: () => themeColor('line'), width: 1 };
  return {
    stroke: () => themeColor('muted'),
    font,
    grid: lines,
    ticks: { ...lines, size: 4 },
    gap: 4,
    ...(side === 'x'
      ? { size: 24, space: 70, values: (_plot, splits) => splits.map(values ?? count) }
      : { size: 38, space: 28, ...(values ? { values: (_plot, splits) => splits.map(values) } : {}) }),
  };
}

export { font };
