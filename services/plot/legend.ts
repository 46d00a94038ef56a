import { marker } from './marker.ts';
import { stroke, styleOf } from './style.ts';
import { text } from './svg.ts';

const ROW = 20;
/** Letters that half of the picture's width has room for. */
const SHORT = 40;

/** What a legend needs below the picture. */
export function legendHeight(labels: readonly string[]): number {
  return ROW * Math.ceil(labels.length / columns(labels));
}

/** Lines, markers and names of the series, in two columns where they are short. */
export function legend(left: number, top: number, width: number, labels: readonly string[]): string[] {
  const beside = columns(labels);
  return labels.map((label, n) => {
    const style = styleOf(n);
    const x = Math.round(left + (n % beside) * (width / beside));
    const y = top + ROW * Math.floor(n / beside) + ROW / 2;
    return (
      `<line x1="${x}" x2="${x + 36}" y1="${y}" y2="${y}" ${stroke(style)}/>` +
      marker(style.marker, x + 18, y, style.colour) +
      text(x + 44, y + 4, label, 'font-size="12"')
    );
  });
}

function columns(labels: readonly string[]): 1 | 2 {
  return labels.every(({ length }) => length <= SHORT) ? 2 : 1;
}
