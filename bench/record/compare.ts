import type { RecordedTable } from './recorded.ts';
import type { BenchTable } from './table.ts';

/** A row's figure beside that of the last recorded result. */
export interface Compared {
  readonly name: string;
  readonly value: number | null;
  /** Null where it was not recorded. */
  readonly last: number | null;
  /** `value` to `last`, each set against its run's {@link calibrate}: what is left when the machine's speed is taken out. */
  readonly ratio: number | null;
}

/**
 * Now over last. A time is divided by the time of its run's scalar loop, a speed is multiplied by it.
 *
 * @param calibrationMs of this run
 * @param last null where the table was never recorded
 */
export function compare(
  { rows, better }: Pick<BenchTable, 'rows' | 'better'>,
  calibrationMs: number,
  last: RecordedTable | null,
): Compared[] {
  const slower = last === null ? 1 : calibrationMs / last.calibrationMs;
  return rows.map(({ name, value }) => {
    const then = last?.values[name] ?? null;
    if (value === null || then === null) return { name, value, last: then, ratio: null };
    const ratio = better === 'lower' ? value / slower / then : (value * slower) / then;
    return { name, value, last: then, ratio };
  });
}
