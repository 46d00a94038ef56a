import { ROWS, type Row } from '@chorus/experiments/special/table1/rows.ts';

/** A scheme of Table I. */
export interface Table1Scheme extends Row {
  /** Its name in `table1.py`, which is the scenario's. */
  readonly scheme: string;
}

const names = ['proposed', 'c-rzf', 'd-rzf', 'drl-wmmse', 'p-rzf'];

/** Those that are timed beside NumPy; the first is what ratios are to. */
export const SCHEMES: readonly Table1Scheme[] = names.map((scheme) => {
  const row = ROWS.find(({ set }) => set[0] === `scheme.name=${scheme}`);
  if (row === undefined) throw new Error(`Table I has no ${scheme}`);
  return { ...row, scheme };
});
