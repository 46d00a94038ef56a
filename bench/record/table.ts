/** Figures of a section, as they are shown and compared. */
export interface BenchTable {
  /** Its key in a recorded result. */
  readonly id: string;
  readonly title: string;
  /** Heads of the cells, without that of the names. */
  readonly columns: readonly string[];
  /** What each row's `value` is. */
  readonly compared: string;
  /** Times are better when they are lower, speeds when they are higher. */
  readonly better: 'lower' | 'higher';
  readonly rows: readonly BenchRow[];
  /** Lines below the table. */
  readonly notes?: readonly string[];
  /** The figures in full, for `--json`. */
  readonly data: unknown;
}

/** A row: its cells as shown, and the figure that is compared from run to run. */
export interface BenchRow {
  readonly name: string;
  readonly cells: readonly string[];
  /** Null where there is nothing to compare. */
  readonly value: number | null;
}
