import { ChorusError } from '@chorus/platform/errors.ts';
import { mean } from '@chorus/platform/statistics.ts';
import type { CurveRecord } from '../curve.ts';
import { ticks } from '@chorus/plot/axis.ts';
import { at, band, escape, horizontal, line, type Frame } from '@chorus/plot/svg.ts';

export interface PlotInit {
  title: string;
  /** Horizontal references. */
  lines?: readonly { label: string; value: number }[];
}

/** One point of a plot: the mean of the curves and how far they lie apart. */
export interface PlotPoint {
  readonly x: number;
  readonly mean: number;
  /** Standard deviation over the curves; 0 of one. */
  readonly spread: number;
}

/**
 * Held-out sum rate over near-RT loops as an SVG, in colours that show on light and dark ground: the curves'
 * mean, and a band of one standard deviation where there are several.
 */
export function plotCurves(curves: readonly (readonly CurveRecord[])[], init: PlotInit): string {
  const points = meanCurve(curves);
  const lines = init.lines ?? [];
  const values = points.flatMap(({ mean, spread }) => [mean - spread, mean + spread]);
  const x = ticks(
    0,
    points.reduce((most, point) => Math.max(most, point.x), 1),
  );
  const all = [...values, ...lines.map(({ value }) => value)];
  const y = ticks(Math.min(...all), Math.max(...all));
  const frame: Frame = { width: 640, height: 400, left: 64, right: 16, top: 40, bottom: 56, x, y };
  const many = curves.length > 1 ? `, mean of ${curves.length} and one standard deviation` : '';
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${frame.width} ${frame.height}" ` +
      `font-family="sans-serif" font-size="13" fill="#7d8590" role="img">`,
    `<title>${escape(init.title)}</title>`,
    `<text x="${frame.left}" y="24" font-size="15">${escape(init.title)}${many}</text>`,
    ...axes(frame),
    ...lines.map(({ label, value }) => horizontal(frame, value, label)),
    ...(curves.length > 1 ? [band(frame, points)] : []),
    line(frame, points),
    '</svg>\n',
  ].join('\n');
}

/**
 * Mean and spread at the near-RT loops that every curve has an evaluation at.
 *
 * @throws ChorusError CHORUS_CURVE_INVALID where there are none
 */
export function meanCurve(curves: readonly (readonly CurveRecord[])[]): PlotPoint[] {
  const maps = curves.map(
    (records) =>
      new Map(
        records.flatMap(({ nearRtLoops, sumRate }) => (sumRate === null ? [] : [[nearRtLoops, sumRate]])),
      ),
  );
  const shared = [...(maps[0]?.keys() ?? [])].filter((x) => maps.every((map) => map.has(x)));
  if (shared.length === 0)
    throw new ChorusError('CHORUS_CURVE_INVALID', {
      path: 'the set of curves',
      reason: 'they share no near-RT loop with an evaluation',
    });
  return shared
    .sort((a, b) => a - b)
    .map((x) => {
      const rates = maps.map((map) => map.get(x) as number);
      const centre = mean(rates);
      const squares = rates.reduce((sum, rate) => sum + (rate - centre) ** 2, 0);
      return { x, mean: centre, spread: Math.sqrt(squares / Math.max(1, rates.length - 1)) };
    });
}

function axes(frame: Frame): string[] {
  const { width, height, left, right, top, bottom, x, y } = frame;
  const across = (left + width - right) / 2;
  const down = (top + height - bottom) / 2;
  const size = 'font-size="12"';
  return [
    ...y.map(
      (value) =>
        `${horizontal(frame, value)}<text x="${left - 8}" y="${at(frame, 'y', value) + 4}" text-anchor="end" ${size}>${value}</text>`,
    ),
    ...x.map(
      (value) =>
        `<text x="${at(frame, 'x', value)}" y="${height - bottom + 20}" text-anchor="middle" ${size}>${value}</text>`,
    ),
    `<text x="${across}" y="${height - 12}" text-anchor="middle">near-RT loops of training</text>`,
    `<text transform="translate(16 ${down}) rotate(-90)" text-anchor="middle">held-out sum rate [bit/s/Hz]</text>`,
  ];
}
