import uPlot from '/vendor/uPlot.esm.js';
import type { CdfView } from '../api.ts';
import { alignCdf } from './cdf.ts';
import { make } from './dom.ts';
import { axis } from './plot-style.ts';
import { themeColor, type ColorName } from './theme.ts';

const colors = ['series-1', 'series-2', 'series-3', 'series-4', 'series-5', 'series-6'] as const;
const dashes = [[], [6, 3], [2, 2], [8, 3, 2, 3], [10, 4], [4, 6]];

/** Distribution functions of the users' rates, the newest in full, those of the apps before it dashed. */
export class CdfChart {
  private readonly host: HTMLElement;
  private readonly place = make('div', 'plot');
  private readonly legend = make('ul', 'legend-list');
  private readonly empty = make('p', 'empty', 'No near-RT loop yet.');
  private plot: uPlot | null = null;
  private labels = '';

  constructor(host: HTMLElement) {
    this.host = host;
    host.append(this.empty, this.legend, this.place);
    new ResizeObserver(() => this.fit()).observe(this.place);
  }

  /** @param views the newest last; the last six are drawn */
  draw(views: readonly CdfView[]): void {
    const shown = views.filter(({ rates }) => rates.length > 0).slice(-colors.length);
    const newestFirst = shown.toReversed();
    this.empty.hidden = shown.length > 0;
    this.place.hidden = shown.length === 0;
    if (shown.length === 0) return;
    const labels = JSON.stringify(newestFirst.map(({ label, fromLoop }) => [label, fromLoop]));
    if (this.plot === null || labels !== this.labels) this.build(newestFirst);
    this.labels = labels;
    this.plot?.setData(alignCdf(newestFirst));
  }

  redraw(): void {
    this.plot?.redraw();
  }

  private build(views: readonly CdfView[]): void {
    this.plot?.destroy();
    this.legend.replaceChildren(
      ...views.map(({ label, fromLoop }, i) => {
        const swatch = make('span', i === 0 ? 'swatch' : 'swatch dashed');
        swatch.style.setProperty('--swatch', `var(--${colors[i]})`);
        return make('li', '', swatch, label, make('span', 'num muted', ` from loop ${fromLoop}`));
      }),
    );
    this.plot = new uPlot(
      {
        width: 300,
        height: 160,
        legend: { show: false },
        cursor: { show: false },
        scales: {
          x: { time: false, range: (_plot, _min, max) => [0, max * 1.02 || 1] },
          y: { range: [0, 1] },
        },
        axes: [
          { ...axis('x', String), label: 'bit/s/Hz', labelSize: 14, labelFont: '11px system-ui' },
          axis('y'),
        ],
        series: [{}, ...views.map((_, i) => line(colors[i], i))],
      },
      alignCdf(views),
      this.place,
    );
    this.host.setAttribute('role', 'group');
    this.host.setAttribute('aria-label', 'Distribution of the users’ mean rates, in bit/s/Hz');
    this.fit();
  }

  private fit(): void {
    const { clientWidth: width, clientHeight: height } = this.place;
    if (this.plot && width > 0) this.plot.setSize({ width, height });
  }
}

function line(color: ColorName, index: number): uPlot.Series {
  return {
    stroke: () => themeColor(color),
    width: index === 0 ? 2 : 1.25,
    dash: dashes[index],
    spanGaps: true,
    points: { show: false },
  };
}
