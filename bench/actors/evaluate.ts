import { modelNames } from '@chorus/platform/load-model.ts';
import { mean } from '@chorus/platform/statistics.ts';
import type { Block } from './blocks.ts';
import { lambdaJob, measurement, preparations, trials, type JobInit } from './jobs.ts';
import { runJobs, type Job } from './pool.ts';
import type { ResultsFile } from './results-file.ts';
import type { Constant, Scheme } from './schemes.ts';
import type { Rates } from './task.ts';

export interface EvaluateInit extends JobInit {
  workers: number;
  results: ResultsFile;
  onProgress: (done: number, total: number, label: string) => void;
}

export interface Row {
  condition: string;
  scheme: Scheme;
  /** The constant that did best on the tuning topologies. */
  constant: string | null;
  /** By topology; null where the scheme's model does not exist. */
  rates: readonly Rates[] | null;
}

/**
 * Runs every scheme of the blocks on the same topologies and channels.
 *
 * @throws ChorusError for a wrong scenario or a damaged model; CHORUS_APP_FAILED names the run that failed
 */
export async function evaluate(blocks: readonly Block[], init: EvaluateInit): Promise<Row[]> {
  const known = modelNames();
  const rows = blocks.flatMap((block) =>
    block.schemes
      .map((scheme) => ({
        block,
        scheme,
        exists: scheme.model === undefined || known.includes(scheme.model),
      }))
      .filter(({ scheme, exists }) => exists || scheme.optional !== true),
  );
  const runnable = rows.filter(({ exists }) => exists);
  await compute(
    runnable.flatMap(({ block, scheme }) => preparations(block, scheme, init)),
    init,
  );
  const measurements = ({ block, scheme }: (typeof rows)[number]) => {
    const constant = bestConstant(block, scheme, init);
    const jobs = init.seeds.map((seed) => {
      const lambda = lambdaOf(block, scheme, seed, init);
      return measurement(block, scheme, { seed, constant, lambda }, init);
    });
    return { constant, jobs };
  };
  const planned = new Map(runnable.map((row) => [row, measurements(row)]));
  await compute(
    [...planned.values()].flatMap(({ jobs }) => jobs),
    init,
  );
  return rows.map((row) => {
    const plan = planned.get(row);
    const rates = plan?.jobs.map(({ key }) => ratesOf(key, init)) ?? null;
    const { condition } = row.block;
    return { condition, scheme: row.scheme, constant: plan?.constant?.name ?? null, rates };
  });
}

function bestConstant(block: Block, scheme: Scheme, init: EvaluateInit): Constant | null {
  if (scheme.constants === undefined) return null;
  const score = (constant: Constant) =>
    mean(trials(block, scheme, constant, init).map(({ key }) => ratesOf(key, init).sumRate));
  const scores = scheme.constants.map(score);
  return scheme.constants[scores.indexOf(Math.max(...scores))];
}

/** lambda of the scheme on a topology; null where it has none. */
function lambdaOf(block: Block, scheme: Scheme, seed: number, init: EvaluateInit): number | null {
  const tuned = lambdaJob(block, scheme, seed, init);
  if (tuned === null) return null;
  const entry = init.results.get(tuned.key);
  if (entry?.kind !== 'lambda') throw new Error(`no lambda under ${tuned.key}`);
  return entry.lambda;
}

/** Computes what no one has yet, each thing once. */
async function compute(jobs: readonly Job[], { workers, results, onProgress }: EvaluateInit): Promise<void> {
  const missing = [...new Map(jobs.map((each) => [each.key, each])).values()].filter(
    ({ key }) => results.get(key) === undefined,
  );
  let done = 0;
  await runJobs(missing, workers, (each, outcome) => {
    results.add(each, outcome);
    onProgress(++done, missing.length, `${each.label}, seed ${each.seed}`);
  });
}

function ratesOf(key: string, { results }: EvaluateInit): Rates {
  const entry = results.get(key);
  if (entry?.kind !== 'rates') throw new Error(`no rates under ${key}`);
  return entry;
}
