import type { PlotPanel, PlotSeries } from '@chorus/plot/panel.ts';

/** What an experiment leaves behind: `result.json`, from which figures, tables and the report are made. */
export interface ExperimentResult {
  /** `fig7`, or the name in a user's own file. */
  readonly name: string;
  readonly title: string;
  /** The command that made it. */
  readonly command: string;
  /** `git describe` of the code. */
  readonly version: string;
  readonly seeds: readonly number[];
  readonly nearRtLoops: number;
  /** Near-RT loops at the beginning that no mean counts. */
  readonly warmUpLoops: number;
  /** Whether it ran through the processes; else on the twin. */
  readonly live: boolean;
  readonly panels: readonly Panel[];
  readonly claims: readonly Claim[];
  /** In Markdown, for what a figure cannot say; may be empty. */
  readonly notes: readonly string[];
}

/** One diagram, or with `x.values` as names one table. */
export interface Panel extends PlotPanel {
  /** `a`, `b`; empty where there is one. */
  readonly id: string;
  readonly series: readonly Series[];
}
export interface Series extends PlotSeries {
  /** That of the scheme, for those who look for it by program; under `cdf` with a varied field `SCHEME@VALUE`. */
  readonly name?: string;
  /** [seeds][x], so that others can work on; under `cdf` [seeds][users]. */
  readonly perSeed?: readonly (readonly (number | null)[])[];
}

/** A statement of the paper's Section IV beside what came out here. */
export interface Claim {
  /** What the paper says. */
  readonly claim: string;
  /** Its figure, as text: `24.42 %`. */
  readonly paper: string;
  /** Ours, with its interval where there is one. */
  readonly ours: string;
  readonly holds: boolean;
  /** Where it does not hold: why. */
  readonly why?: string;
}
