/** The anchors of viridis: lightness rises evenly, so it reads without colour vision and in grey. */
const anchors = [
  [68, 1, 84],
  [72, 40, 120],
  [62, 74, 137],
  [49, 104, 142],
  [38, 130, 142],
  [31, 158, 137],
  [53, 183, 121],
  [109, 205, 89],
  [180, 222, 44],
  [253, 231, 37],
] as const;

const steps = 64;
const colors = Array.from({ length: steps }, (_, index) => interpolate(index / (steps - 1)));

function interpolate(share: number): string {
  const position = share * (anchors.length - 1);
  const below = Math.min(Math.floor(position), anchors.length - 2);
  const part = position - below;
  const mixed = anchors[below].map((from, c) => Math.round(from + part * (anchors[below + 1][c] - from)));
  return `rgb(${mixed.join(' ')})`;
}

/** The colour of a value between 0 and `max`; what lies outside gets the end's. */
export function scaleColor(value: number, max: number): string {
  const share = max > 0 && value > 0 ? Math.min(value / max, 1) : 0;
  return colors[Math.round(share * (steps - 1))];
}

/** The scale as a CSS gradient, its smallest value at the left. */
export function scaleGradient(): string {
  return `linear-gradient(to right, ${colors.filter((_, index) => index % 7 === 0).join(', ')})`;
}

/** The smallest of 1, 2, 2.5, 5 times a power of ten that is at least `value`; 1 for no value. */
export function niceCeiling(value: number): number {
  if (!(value > 0) || !Number.isFinite(value)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return (
    [1, 2, 2.5, 5].map((factor) => factor * power).find((step) => step >= value * (1 - 1e-9)) ?? 10 * power
  );
}
