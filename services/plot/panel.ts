/** A diagram, as an experiment leaves it. */
export interface PlotPanel {
  readonly title: string;
  readonly kind: 'lines' | 'cdf' | 'bars' | 'table';
  readonly x: PlotAxis & { readonly values: readonly (number | string)[] };
  readonly y: PlotAxis;
  readonly series: readonly PlotSeries[];
  /** Changes over time: where a line stands, and what it says. */
  readonly marks?: readonly { readonly at: number; readonly text: string }[];
}
export interface PlotAxis {
  /** With its unit. */
  readonly label: string;
  readonly log?: boolean;
}
export interface PlotSeries {
  readonly label: string;
  /** By x; null where it was not measured. Under `cdf` the values themselves, ascending, and x is not used. */
  readonly mean: readonly (number | null)[];
  /** Half of the 95 % interval of the mean over seeds; absent for a series without seeds. */
  readonly ci95?: readonly (number | null)[];
}

/** All that a series' y axis must show. */
export function extent(series: readonly PlotSeries[]): number[] {
  return series.flatMap(({ mean, ci95 }) =>
    mean.flatMap((value, n) => {
      const half = ci95?.[n] ?? 0;
      return value === null ? [] : [value - half, value + half];
    }),
  );
}
