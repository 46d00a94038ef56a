import { axes, mark } from './axes.ts';
import { bars, barScales } from './bars.ts';
import { cdf, cdfScales } from './cdf.ts';
import type { Frame } from './frame.ts';
import { legend, legendHeight } from './legend.ts';
import { lines, lineScales } from './lines.ts';
import type { PlotPanel } from './panel.ts';
import { picture, text } from './svg.ts';

const WIDTH = 720;
const PLOT_HEIGHT = 420;
const MARGIN = { left: 64, right: 16, top: 40, bottom: 56 };

const kinds = {
  lines: { scales: lineScales, draw: lines },
  cdf: { scales: cdfScales, draw: cdf },
  bars: { scales: barScales, draw: bars },
};

/**
 * A panel as an SVG that reads on light and dark ground.
 *
 * @throws RangeError for a table, which is no picture
 */
export function plotPanel(panel: PlotPanel): string {
  if (panel.kind === 'table') throw new RangeError(`${panel.title} is a table`);
  const { scales, draw } = kinds[panel.kind];
  const labels = legendLabels(panel);
  const below = legendHeight(labels);
  const height = PLOT_HEIGHT + below + 8;
  const frame: Frame = {
    width: WIDTH,
    height,
    ...MARGIN,
    bottom: MARGIN.bottom + below + 8,
    ...scales(panel),
  };
  return picture(WIDTH, height, panel.title, [
    text(MARGIN.left, 24, panel.title, 'font-size="15"'),
    ...axes(frame, { x: panel.x.label, y: panel.y.label }),
    ...(panel.marks ?? []).map(({ at, text: label }, n) => mark(frame, at, label, n % 2)),
    ...draw(frame, panel),
    ...legend(MARGIN.left, height - below - 4, WIDTH - MARGIN.left - MARGIN.right, labels),
  ]);
}

/** Bars of a single series are told by the names of their values. */
function legendLabels({ kind, series, x }: PlotPanel): string[] {
  if (kind === 'bars' && series.length === 1) return x.values.map((value, n) => `${n + 1}  ${value}`);
  return series.map(({ label }) => label);
}
