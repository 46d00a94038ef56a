import { at, type Frame } from './frame.ts';
import { stroke, type Style } from './style.ts';

/** A point of a curve; where the mean is null the curve has a gap. */
export interface Point {
  readonly x: number;
  readonly mean: number | null;
  /** How far it may be off, up and down. */
  readonly spread?: number | null;
}

/** The curve. */
export function curve(frame: Frame, points: readonly Point[], style: Style): string {
  return runs(points)
    .map((run) => {
      const places = run.map(({ x, mean }) => `${at(frame, 'x', x)},${at(frame, 'y', mean)}`);
      return `<polyline ${stroke(style)} points="${places.join(' ')}"/>`;
    })
    .join('');
}

/** The area within one spread about the curve. @param opacity lower where several lie over each other */
export function band(frame: Frame, points: readonly Point[], { colour }: Style, opacity = 0.25): string {
  return runs(points)
    .map((run) => {
      const edge = (sign: number) =>
        run.map(
          ({ x, mean, spread }) => `${at(frame, 'x', x)},${at(frame, 'y', mean + sign * (spread ?? 0))}`,
        );
      const outline = [...edge(1), ...edge(-1).reverse()];
      return `<polygon fill="${colour}" fill-opacity="${opacity}" points="${outline.join(' ')}"/>`;
    })
    .join('');
}

/** A bar with caps over each point's spread. */
export function spreads(frame: Frame, points: readonly Point[], { colour }: Style): string {
  return points
    .map(({ x, mean, spread }) => {
      if (mean === null || !spread) return '';
      const [low, high] = [mean - spread, mean + spread].map((value) => at(frame, 'y', value));
      const centre = at(frame, 'x', x);
      const cap = (y: number) => `M${centre - 3} ${y}H${centre + 3}`;
      return `<path d="M${centre} ${low}V${high}${cap(low)}${cap(high)}" fill="none" stroke="${colour}"/>`;
    })
    .join('');
}

type Known = Point & { readonly mean: number };

/** The stretches without a gap. */
function runs(points: readonly Point[]): Known[][] {
  const all: Known[][] = [[]];
  for (const point of points)
    if (point.mean === null) all.push([]);
    else all[all.length - 1].push(point as Known);
  return all.filter((run) => run.length > 0);
}
