import { make, setText } from './dom.ts';
import { none } from './format.ts';
import type { ColorName } from './theme.ts';

export interface Line {
  readonly label: string;
  readonly color: ColorName;
  readonly decimals: number;
  /** Drawn dashed: lines must not be told apart by colour alone. */
  readonly dash?: readonly number[];
}

/** A chart's heading: title, where the values stand, and each line with its value. */
export function createLegend(title: string, lines: readonly Line[]) {
  const place = make('span', 'legend-at num');
  const values = lines.map(() => make('span', 'num value', none));
  const items = lines.map(({ label, color, dash }, i) => {
    const swatch = make('span', dash ? 'swatch dashed' : 'swatch');
    swatch.style.setProperty('--swatch', `var(--${color})`);
    return make('li', '', swatch, `${label} `, values[i]);
  });
  const element = make('div', 'legend', make('h3', '', title), place, make('ul', '', ...items));
  return {
    element,
    show(at: string, texts: readonly string[]): void {
      setText(place, at);
      texts.forEach((text, i) => setText(values[i], text));
    },
  };
}
