import type { ExperimentResult } from './result.ts';
import type { NamedScheme } from './schemes/scheme.ts';
import type { JobRunner } from './jobs/job-runner.ts';

/** How an experiment is run: what the command line says, and where things go. */
export interface RunInit {
  /** Null takes the experiment's own. */
  readonly seeds: readonly number[] | null;
  /** Near-RT loops of each run; null takes the experiment's own. */
  readonly nearRtLoops: number | null;
  /** Of them, those at the beginning that do not count; null takes the experiment's own. */
  readonly warmUpLoops: number | null;
  /** `path=value` texts on top of the experiment's scenario. */
  readonly set: readonly string[];
  /** Names of the schemes to run; null runs all that the experiment has. */
  readonly schemes: readonly string[] | null;
  /** The user's own schemes beside them, of `--scheme`. */
  readonly ownSchemes: readonly NamedScheme[];
  readonly runner: JobRunner;
  /** Whether the runner goes through the processes. */
  readonly live: boolean;
  /** Whether the runner hands jobs to others through a queue. */
  readonly queue: boolean;
  /** Exists; keeps the outcomes so far. A cut run goes on from them unless `fresh`. */
  readonly folder: string;
  readonly fresh: boolean;
  /** For the result: the command line and the version of the code. */
  readonly command: string;
  readonly version: string;
  /** Ends the run early, to be gone on with. */
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number, label: string) => void;
}

/** @throws ChorusError CHORUS_INTERRUPTED after the signal, CHORUS_APP_FAILED, CHORUS_SCENARIO_INVALID and the like */
export type RunExperiment = (init: RunInit) => Promise<ExperimentResult>;
