import type { CdfView } from '../api.ts';

/**
 * Distribution functions over one x axis, as uPlot wants them: all rates ascending, then for each set of apps the
 * share of users at or below a rate, null where the set has no user of that rate.
 */
export function alignCdf(views: readonly Pick<CdfView, 'rates'>[]): [number[], ...(number | null)[][]] {
  const x = [...new Set(views.flatMap(({ rates }) => rates))].sort((a, b) => a - b);
  const place = new Map(x.map((rate, index) => [rate, index]));
  const columns = views.map(({ rates }) => {
    const column = new Array<number | null>(x.length).fill(null);
    // Of equal rates the last one's share counts.
    rates.forEach((rate, index) => (column[place.get(rate) as number] = (index + 1) / rates.length));
    return column;
  });
  return [x, ...columns];
}
