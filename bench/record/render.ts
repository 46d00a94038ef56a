import { alignedTable } from '@chorus/cli/summary/table.ts';
import { compare } from './compare.ts';
import type { Facts } from './facts.ts';
import type { RecordedTable } from './recorded.ts';
import type { BenchTable } from './table.ts';

/** This run, as far as a comparison needs it. */
export interface ThisRun {
  readonly facts: Facts;
  readonly calibrationMs: number;
}

/** A table as text, beside the last recorded result. */
export function render(table: BenchTable, run: ThisRun, last: RecordedTable | null): string {
  const compared = compare(table, run.calibrationMs, last);
  const beside = (n: number) =>
    last === null ? [] : [figure(compared[n].last), compared[n].ratio?.toFixed(2) ?? '-'];
  const cells = [
    ['', ...table.columns, ...(last === null ? [] : ['last', 'to last'])],
    ...table.rows.map(({ name, cells }, n) => [name, ...cells, ...beside(n)]),
  ];
  return [table.title, alignedTable(cells), ...(table.notes ?? []), comparison(table, run, last)].join('\n');
}

function comparison({ compared, better }: BenchTable, run: ThisRun, last: RecordedTable | null): string {
  if (last === null) return 'nothing recorded to compare with (--record)';
  const { facts, calibrationMs } = last;
  const elsewhere = facts.cpu === run.facts.cpu ? '' : ` on ${facts.cpu}, another machine`;
  return [
    `last: ${compared} of ${facts.commit}, ${facts.date.slice(0, 10)}${elsewhere}`,
    `; to last: now over last, ${better === 'lower' ? 'below 1 is faster' : 'above 1 is faster'}, with the machine's speed taken out`,
    ` by a fixed scalar loop (${figure(run.calibrationMs)} ms now, ${figure(calibrationMs)} ms then)`,
  ].join('');
}

/** Four digits, which is more than a measurement has. */
function figure(value: number | null): string {
  if (value === null) return '-';
  return value.toLocaleString('en-US', { maximumSignificantDigits: 4 });
}
