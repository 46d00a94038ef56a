import { spreads } from './curve.ts';
import { at, type Frame } from './frame.ts';
import { extent, type PlotPanel } from './panel.ts';
import { linearScale, nameScale, type Scale } from './scale.ts';
import { styleOf } from './style.ts';
import { INK } from './svg.ts';

/** Of the room between two names, what bars take. */
const FILLED = 0.7;

export function barScales({ x, series }: PlotPanel): { x: Scale; y: Scale } {
  const high = extent(series).reduce((a, b) => Math.max(a, b), 0);
  const single = series.length === 1;
  // Names of a single series stand in the legend's place; here their numbers.
  return {
    x: nameScale(x.values.map((value, n) => (single ? String(n + 1) : String(value)))),
    y: linearScale(0, high),
  };
}

/** A group of bars for each name, one bar for each series; of a single series each bar has a style of its own. */
export function bars(frame: Frame, { x, series }: PlotPanel): string[] {
  const room = (frame.width - frame.left - frame.right) / x.values.length;
  const width = Math.round((10 * FILLED * room) / series.length) / 10;
  const ground = at(frame, 'y', 0);
  return series.flatMap(({ mean, ci95 }, s) =>
    mean.map((value, n) => {
      if (value === null) return '';
      const style = styleOf(series.length === 1 ? n : s);
      const offset = (s - (series.length - 1) / 2) * (FILLED / series.length);
      const top = at(frame, 'y', value);
      const left = Math.round(10 * (at(frame, 'x', n + offset) - width / 2)) / 10;
      const height = Math.round(10 * (ground - top)) / 10;
      return (
        `<rect x="${left}" y="${top}" width="${width}" height="${height}" fill="${style.colour}" fill-opacity="0.75"/>` +
        spreads(frame, [{ x: n + offset, mean: value, spread: ci95?.[n] ?? null }], { ...style, colour: INK })
      );
    }),
  );
}
