import uPlot from '/vendor/uPlot.esm.js';
import type { Mark } from '../api.ts';
import { fixed, none } from './format.ts';
import { createLegend, type Line } from './legend.ts';
import { drawMarks, ROW_HEIGHT } from './mark-lines.ts';
import { axis } from './plot-style.ts';
import { themeColor } from './theme.ts';
import type { Thinned } from './thin.ts';
import { valueRange } from './value-range.ts';

/** Lines over slots, with marks; above it a legend that holds the values under the cursor, or the newest. */
export class TimeChart {
  private readonly plot: uPlot;
  private readonly legend: ReturnType<typeof createLegend>;
  private readonly lines: readonly Line[];
  private readonly markRows: number;
  private marks: readonly Mark[] = [];

  /**
   * @param title with the unit
   * @param markRows of marks' texts
   */
  constructor(host: HTMLElement, title: string, lines: readonly Line[], markRows = 2) {
    this.lines = lines;
    this.markRows = markRows;
    this.legend = createLegend(title, lines);
    const place = document.createElement('div');
    place.className = 'plot';
    host.append(this.legend.element, place);
    host.setAttribute('role', 'group');
    host.setAttribute('aria-label', title);
    this.plot = new uPlot(this.options(host), this.empty(), place);
    new ResizeObserver(() => this.fit(place)).observe(place);
    this.fit(place);
  }

  /** @param data the first column is the slot */
  draw(data: Thinned, marks: readonly Mark[]): void {
    this.marks = marks;
    this.plot.setData(data.columns.map((column) => column.subarray(0, data.length)));
    this.showValues();
  }

  private fit(place: HTMLElement): void {
    const { clientWidth: width, clientHeight: height } = place;
    if (width > 0 && (width !== this.plot.width || height !== this.plot.height))
      this.plot.setSize({ width, height });
  }

  private empty(): uPlot.AlignedData {
    return [new Float64Array(), ...this.lines.map(() => new Float64Array())];
  }

  private options(host: HTMLElement): uPlot.Options {
    return {
      width: 300,
      height: 120,
      padding: [ROW_HEIGHT * this.markRows + 2, 8, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 } },
      scales: {
        x: { time: false },
        y: { range: (_plot, min, max) => valueRange(min, max) },
      },
      axes: [axis('x'), axis('y')],
      series: [
        {},
        ...this.lines.map(({ label, color, dash }) => ({
          label,
          stroke: () => themeColor(color),
          width: 1.5,
          dash: dash ? [...dash] : undefined,
          points: { show: false },
        })),
      ],
      hooks: {
        draw: [(plot) => (host.dataset['marks'] = drawMarks(plot, this.marks, this.markRows).join(' '))],
        setCursor: [() => this.showValues()],
      },
    };
  }

  private showValues(): void {
    const { data, cursor } = this.plot;
    const index = cursor.idx ?? data[0].length - 1;
    const slot = data[0][index];
    this.legend.show(
      slot === undefined ? '' : `slot ${Math.round(slot).toLocaleString('en')}`,
      this.lines.map(({ decimals }, i) => {
        const value = data[i + 1][index];
        return value === null || value === undefined ? none : fixed(value, decimals);
      }),
    );
  }
}
