import type { MarkerShape } from './marker.ts';

/** How a series looks: told apart by dashes and markers too, not by colour alone. */
export interface Style {
  readonly colour: string;
  /** `stroke-dasharray`; empty for a whole line. */
  readonly dash: string;
  readonly marker: MarkerShape;
}

/** Each shows on light and dark ground. */
const COLOURS = [
  '#3b82f6',
  '#d97706',
  '#16a34a',
  '#db2777',
  '#8b5cf6',
  '#0891b2',
  '#dc2626',
  '#65a30d',
  '#a16207',
  '#64748b',
  '#c026d3',
  '#0d9488',
];
const DASHES = ['', '7 4', '2 3', '9 3 2 3', '14 4'];
const MARKERS: readonly MarkerShape[] = ['circle', 'square', 'triangle', 'diamond', 'cross', 'wedge', 'plus'];

/** The n-th series' style; no two of the first four hundred are the same. */
export function styleOf(n: number): Style {
  return {
    colour: COLOURS[n % COLOURS.length],
    dash: DASHES[n % DASHES.length],
    marker: MARKERS[n % MARKERS.length],
  };
}

/** Attributes of a stroke in this style. */
export function stroke({ colour, dash }: Style): string {
  return `fill="none" stroke="${colour}" stroke-width="2"${dash && ` stroke-dasharray="${dash}"`}`;
}
