import { marker } from './marker.ts';
import { stroke, styleOf } from './style.ts';
import { text } from './svg.ts';

const ROW = 20;
const COLUMNS = 2;

/** What a legend of so many series needs below the picture. */
export function legendHeight(series: number): number {
  return ROW * Math.ceil(series / COLUMNS);
}

/** Lines, markers and names of the series, in two columns. */
export function legend(left: number, top: number, width: number, labels: readonly string[]): string[] {
  return labels.map((label, n) => {
    const style = styleOf(n);
    const x = Math.round(left + (n % COLUMNS) * (width / COLUMNS));
    const y = top + ROW * Math.floor(n / COLUMNS) + ROW / 2;
    return (
      `<line x1="${x}" x2="${x + 36}" y1="${y}" y2="${y}" ${stroke(style)}/>` +
      marker(style.marker, x + 18, y, style.colour) +
      text(x + 44, y + 4, label, 'font-size="12"')
    );
  });
}
