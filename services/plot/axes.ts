import { at, type Frame } from './frame.ts';
import { INK, text } from './svg.ts';

const REFERENCE = '#d97706';
const small = 'font-size="12"';

/** Grid, ticks and labels of both axes. */
export function axes(frame: Frame, label: { readonly x: string; readonly y: string }): string[] {
  const { width, height, left, right, top, bottom, x, y } = frame;
  const across = (left + width - right) / 2;
  const down = (top + height - bottom) / 2;
  return [
    ...y.ticks.map(
      (tick) =>
        horizontal(frame, tick.value) +
        text(left - 8, at(frame, 'y', tick.value) + 4, tick.text, `text-anchor="end" ${small}`),
    ),
    ...x.ticks.map((tick) =>
      text(at(frame, 'x', tick.value), height - bottom + 20, tick.text, `text-anchor="middle" ${small}`),
    ),
    text(across, height - bottom + 42, label.x, 'text-anchor="middle"'),
    text(0, 0, label.y, `transform="translate(16 ${down}) rotate(-90)" text-anchor="middle"`),
  ];
}

/** A line across: of the grid, or with a label a reference. */
export function horizontal(frame: Frame, value: number, label?: string): string {
  const { left, right, width } = frame;
  const y = at(frame, 'y', value);
  const line = (style: string) => `<line x1="${left}" x2="${width - right}" y1="${y}" y2="${y}" ${style}/>`;
  if (label === undefined) return line(`stroke="${INK}" stroke-opacity="0.3"`);
  return (
    line(`stroke="${REFERENCE}" stroke-dasharray="6 4"`) +
    text(width - right - 4, y - 5, label, `text-anchor="end" ${small} fill="${REFERENCE}"`)
  );
}

/** A line upwards where something changed, and what it was. @param row of the text, so that neighbours do not overlap */
export function mark(frame: Frame, value: number, label: string, row = 0): string {
  const { top, height, bottom } = frame;
  const x = at(frame, 'x', value);
  return (
    `<line x1="${x}" x2="${x}" y1="${top}" y2="${height - bottom}" stroke="${REFERENCE}" stroke-dasharray="6 4"/>` +
    text(x + 4, top + 12 + 14 * row, label, `${small} fill="${REFERENCE}"`)
  );
}
