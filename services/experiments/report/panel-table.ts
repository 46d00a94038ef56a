import { quantile } from '@chorus/platform/statistics.ts';
import type { Panel, Series } from '../result.ts';

/** The quantiles of a CDF that a table has room for. */
const QUANTILES = [0.05, 0.5, 0.95] as const;

/** A panel's numbers as rows of cells, the first row their heads: a series is a row. */
export function panelTable(panel: Panel): string[][] {
  const { kind, series, x } = panel;
  if (kind === 'cdf')
    return [
      ['throughput of users', 'lowest', ...QUANTILES.map((p) => `${100 * p} %`), 'highest'],
      ...series.map(({ label, mean }) => [label, ...quantiles(mean)]),
    ];
  if (kind === 'bars' && series.length === 1)
    return [[x.label, series[0].label], ...x.values.map((value, n) => [String(value), cell(series[0], n)])];
  return [
    [x.label, ...x.values.map(String)],
    ...series.map((one) => [one.label, ...x.values.map((_, n) => cell(one, n))]),
  ];
}

function quantiles(rates: Series['mean']): string[] {
  const known = rates.filter((rate) => rate !== null);
  return [0, ...QUANTILES, 1].map((p) => (known.length === 0 ? '' : quantile(known, p).toFixed(2)));
}

/** A mean with its interval, with as many digits as say something. */
function cell({ mean, ci95 }: Series, n: number): string {
  const value = mean[n];
  if (value === null || value === undefined) return '';
  const half = ci95?.[n] ?? null;
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return half === null ? value.toFixed(digits) : `${value.toFixed(digits)} ± ${half.toFixed(digits)}`;
}
