import type { BenchTable } from '../record/table.ts';

export interface SectionInit {
  /** Share of the full number of samples, in (0, 1]. */
  readonly share: number;
  /** Where pictures of what is recorded go; null when nothing is recorded. */
  readonly pictures: string | null;
  /** A line about what is under way. */
  readonly progress: (text: string) => void;
}

/** A part of `npm run bench` that can be asked for by name. */
export interface Section {
  readonly name: string;
  /** For the help, on one line. */
  readonly about: string;
  readonly run: (init: SectionInit) => Promise<BenchTable[]>;
}
