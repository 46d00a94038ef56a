/** Where a plot's axes lie within its picture. */
export interface Frame {
  width: number;
  height: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
  /** Ticks; an axis runs from its first to its last. */
  x: readonly number[];
  y: readonly number[];
}

interface Point {
  readonly x: number;
  readonly mean: number;
  readonly spread: number;
}

/** Shows on light and dark ground. */
const CURVE = '#3b82f6';
const REFERENCE = '#d97706';

/** A value's place in the picture, to a tenth of a pixel. */
export function at(frame: Frame, axis: 'x' | 'y', value: number): number {
  const { left, right, top, bottom, width, height } = frame;
  const scale = frame[axis];
  const part = (value - scale[0]) / (scale[scale.length - 1] - scale[0]);
  const place =
    axis === 'x' ? left + part * (width - left - right) : height - bottom - part * (height - top - bottom);
  return Math.round(10 * place) / 10;
}

/** The curve. */
export function line(frame: Frame, points: readonly Point[]): string {
  const places = points.map(({ x, mean }) => `${at(frame, 'x', x)},${at(frame, 'y', mean)}`);
  return `<polyline fill="none" stroke="${CURVE}" stroke-width="2" points="${places.join(' ')}"/>`;
}

/** The area within one spread about the curve. */
export function band(frame: Frame, points: readonly Point[]): string {
  const edge = (sign: number) =>
    points.map(({ x, mean, spread }) => `${at(frame, 'x', x)},${at(frame, 'y', mean + sign * spread)}`);
  const outline = [...edge(1), ...edge(-1).reverse()];
  return `<polygon fill="${CURVE}" fill-opacity="0.25" points="${outline.join(' ')}"/>`;
}

/** A line across: of the grid, or with a label a reference. */
export function horizontal(frame: Frame, value: number, label?: string): string {
  const { left, right, width } = frame;
  const y = at(frame, 'y', value);
  const style =
    label === undefined
      ? 'stroke="#7d8590" stroke-opacity="0.3"'
      : `stroke="${REFERENCE}" stroke-dasharray="6 4"`;
  const text =
    label === undefined
      ? ''
      : `<text x="${width - right - 4}" y="${y - 5}" text-anchor="end" font-size="12" fill="${REFERENCE}">${escape(label)}</text>`;
  return `<line x1="${left}" x2="${width - right}" y1="${y}" y2="${y}" ${style}/>${text}`;
}

export function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
