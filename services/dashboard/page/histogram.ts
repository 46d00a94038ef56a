import type { Histogram } from '../api.ts';
import { make, setText } from './dom.ts';
import { count, milliseconds } from './format.ts';
import { deadlinePosition } from './histogram-scale.ts';

/** Bars of a duration's histogram, with a line at the deadline; bins beyond it stand out. */
export class HistogramView {
  private readonly title: string;
  private readonly bars = make('div', 'bars');
  private readonly deadline = make('span', 'deadline');
  private readonly from = make('span', 'num');
  private readonly until = make('span', 'num');
  private readonly deadlineText = make('span', 'num deadline-text');
  private readonly summary = make('p', 'num muted');
  private bins: HTMLElement[] = [];

  constructor(host: HTMLElement, title: string) {
    this.title = title;
    host.className = 'histogram';
    this.bars.setAttribute('role', 'img');
    host.append(
      make('h3', '', title),
      this.bars,
      make('div', 'bar-axis', this.from, this.deadlineText, this.until),
      this.summary,
    );
  }

  draw({ edgesMs, counts, deadlineMs, p50Ms, p99Ms, maxMs }: Histogram): void {
    if (this.bins.length !== counts.length) this.build(counts.length);
    const most = Math.max(1, ...counts);
    counts.forEach((n, i) => {
      const bar = this.bins[i];
      bar.style.height = `${(100 * n) / most}%`;
      bar.classList.toggle('late', edgesMs[i] >= deadlineMs);
    });
    const position = deadlinePosition(edgesMs, counts.length, deadlineMs);
    this.deadline.hidden = position === null;
    if (position !== null) this.deadline.style.left = `${100 * position}%`;
    setText(this.from, milliseconds(edgesMs[0] ?? NaN));
    setText(this.until, `≥ ${milliseconds(edgesMs[counts.length - 1] ?? NaN)}`);
    setText(this.deadlineText, `deadline ${milliseconds(deadlineMs)}`);
    const all = counts.reduce((sum, n) => sum + n, 0);
    const numbers = `median ${milliseconds(p50Ms)}, 99 % ${milliseconds(p99Ms)}, max ${milliseconds(maxMs)}`;
    setText(this.summary, `${numbers}, of ${count(all)}`);
    this.bars.setAttribute('aria-label', `${this.title}: ${numbers}, deadline ${milliseconds(deadlineMs)}`);
  }

  private build(bins: number): void {
    this.bins = Array.from({ length: bins }, () => make('span', 'bar'));
    this.bars.replaceChildren(...this.bins, this.deadline);
  }
}
