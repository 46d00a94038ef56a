import { mean } from '@chorus/platform/statistics.ts';
import type { Constant } from '../schemes/scheme.ts';
import { lambdaJob, measurement, preparations, trials, type Cell, type JobInit } from './jobs.ts';
import type { JobRunner } from './job-runner.ts';
import type { Job, Rates } from './job.ts';
import type { ResultsFile } from './results-file.ts';

export interface ComputeInit {
  readonly runner: JobRunner;
  /** What is there already is not computed again. */
  readonly results: ResultsFile;
  readonly onProgress: (done: number, total: number, label: string) => void;
  readonly signal?: AbortSignal;
}
export interface MeasureInit extends JobInit, ComputeInit {}

/** What came out of a cell. */
export interface Measured {
  /** The constant that did best on the tuning topologies. */
  readonly constant: Constant | null;
  /** By seed. */
  readonly rates: readonly Rates[];
}

/**
 * Measures every cell on the same topologies and channels.
 *
 * @returns by cell
 * @throws ChorusError for a wrong scenario or a damaged model; CHORUS_APP_FAILED, CHORUS_INTERRUPTED as the runner
 */
export async function measure(cells: readonly Cell[], init: MeasureInit): Promise<Measured[]> {
  await compute(
    cells.flatMap((cell) => preparations(cell, init)),
    init,
  );
  const plans = cells.map((cell) => {
    const constant = bestConstant(cell, init);
    const jobs = init.seeds.map((seed) =>
      measurement(cell, { seed, constant, lambda: lambdaOf(cell, seed, init) }, init),
    );
    return { constant, jobs };
  });
  await compute(
    plans.flatMap(({ jobs }) => jobs),
    init,
  );
  return plans.map(({ constant, jobs }) => ({ constant, rates: jobs.map(({ key }) => ratesOf(key, init)) }));
}

function bestConstant(cell: Cell, init: MeasureInit): Constant | null {
  const { constants } = cell.scheme;
  if (constants === undefined) return null;
  const score = (constant: Constant) =>
    mean(trials(cell, constant, init).map(({ key }) => ratesOf(key, init).sumRate));
  const scores = constants.map(score);
  return constants[scores.indexOf(Math.max(...scores))];
}

/** lambda of the cell's scheme on a topology; null where it has none. */
function lambdaOf(cell: Cell, seed: number, init: MeasureInit): number | null {
  const tuned = lambdaJob(cell, seed, init);
  if (tuned === null) return null;
  const entry = init.results.get(tuned.key);
  if (entry?.kind !== 'lambda') throw new Error(`no lambda under ${tuned.key}`);
  return entry.lambda;
}

/** Computes what no one has yet, each thing once. */
export async function compute(
  jobs: readonly Job[],
  { runner, results, onProgress, signal }: ComputeInit,
): Promise<void> {
  const missing = [...new Map(jobs.map((each) => [each.key, each])).values()].filter(
    ({ key }) => results.get(key) === undefined,
  );
  if (missing.length === 0) return;
  let done = 0;
  await runner.run(
    missing,
    (each, outcome) => {
      results.add(each, outcome);
      onProgress(++done, missing.length, `${each.label}, seed ${each.seed}`);
    },
    signal,
  );
}

function ratesOf(key: string, { results }: MeasureInit): Rates {
  const entry = results.get(key);
  if (entry?.kind !== 'rates') throw new Error(`no rates under ${key}`);
  return entry;
}
