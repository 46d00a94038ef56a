import { quantile } from '@chorus/platform/statistics.ts';
import type { Panel, Series } from '../result.ts';

/** The quantiles of a CDF that a table has room for. */
const QUANTILES = [0.05, 0.5, 0.95] as const;
/** Columns that a page has room for; of a longer series the table shows this many, evenly spaced. */
const COLUMNS = 11;

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
  const shown = columns(x.values.length);
  return [
    [x.label, ...shown.map((n) => String(x.values[n]))],
    ...series.map((one) => [one.label, ...shown.map((n) => cell(one, n))]),
  ];
}

/** Which of so many values a table shows: all of a few, else the first, the last and some between. */
function columns(count: number): number[] {
  const shown = Math.min(count, COLUMNS);
  const step = shown > 1 ? (count - 1) / (shown - 1) : 0;
  return Array.from({ length: shown }, (_, n) => Math.round(n * step));
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
