import { mean, studentInterval } from '@chorus/platform/statistics.ts';
import type { Row } from './evaluate.ts';
import { C_RZF, D_RZF } from './schemes.ts';

const HEAD = [
  'scheme',
  'sum rate',
  'to C-RZF',
  'to D-RZF',
  'to its closed form',
  'worst user',
  '5 % of users below',
];

/** The rows as a markdown table; of rows under several conditions each starts with its own. */
export function markdown(rows: readonly Row[]): string {
  const conditions = new Set(rows.map(({ condition }) => condition)).size > 1;
  const head = conditions ? ['condition', ...HEAD] : HEAD;
  const left = conditions ? 2 : 1;
  const body = rows.map((row) => [...(conditions ? [row.condition] : []), ...cells(row, rows)]);
  return [head, head.map((_, n) => (n < left ? '---' : '---:')), ...body]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');
}

function cells(row: Row, rows: readonly Row[]): string[] {
  const { scheme, constant, rates } = row;
  const name = constant === null ? scheme.label : `${scheme.label}: ${constant}`;
  if (rates === null) return [name, 'not trained yet', ...HEAD.slice(2).map(() => '')];
  return [
    name,
    mean(rates.map(({ sumRate }) => sumRate)).toFixed(1),
    ...[C_RZF, D_RZF, scheme.closedForm].map((rival) => ratio(row, rival, rows)),
    mean(rates.map(({ worstUser }) => worstUser)).toFixed(2),
    mean(rates.map(({ fifthPercentile }) => fifthPercentile)).toFixed(2),
  ];
}

/**
 * Mean over topologies of the ratio to the rival on the same topology and channels, with its 95 % interval;
 * `1` for the rival itself, empty where the rival is not among the rows of the condition.
 */
function ratio({ condition, scheme, rates }: Row, rival: string | undefined, rows: readonly Row[]): string {
  const other = rows.find((row) => row.condition === condition && row.scheme.label === rival);
  if (other === undefined || other.rates === null || rates === null) return '';
  if (scheme.label === rival) return '1';
  const { rates: theirs } = other;
  const { mean: centre, halfWidth } = studentInterval(rates.map((own, n) => own.sumRate / theirs[n].sumRate));
  return Number.isFinite(halfWidth) ? `${centre.toFixed(3)} ± ${halfWidth.toFixed(3)}` : centre.toFixed(3);
}
