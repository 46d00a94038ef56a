import type { Facts } from '../record/facts.ts';
import type { RecordedTable } from '../record/recorded.ts';
import type { BenchTable } from '../record/table.ts';

export const facts: Facts = {
  cpu: 'A',
  cores: 2,
  node: 'v22.0.0',
  commit: 'abc1234',
  date: '2026-01-02T03:04:05Z',
};

/** A table of times with a row for each value. */
export function tableOf(values: Readonly<Record<string, number | null>>): BenchTable {
  return {
    id: 'times',
    title: 'Times [ms]',
    columns: ['ms'],
    compared: 'ms',
    better: 'lower',
    rows: Object.entries(values).map(([name, value]) => ({ name, cells: [String(value)], value })),
    data: null,
  };
}

export function recordedOf(values: Readonly<Record<string, number>>, calibrationMs: number): RecordedTable {
  return { facts, calibrationMs, values };
}
