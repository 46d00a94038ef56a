export { ticks } from './axis.ts';
export { empiricalCdf } from './cdf.ts';
export { plotPanel } from './plot-panel.ts';
export type { PlotPanel } from './panel.ts';
