/**
 * The README's tables of trained actors: beside the tuned rivals, on topologies that no training saw, the
 * same channels for every scheme. `node bench/actors.ts --help` has the options.
 */
import { ResultsFile } from '@chorus/experiments/jobs/results-file.ts';
import { ThreadRunner } from '@chorus/experiments/jobs/thread-runner.ts';
import { range } from '@chorus/phy';
import { exitCodeOf, failureLine } from '@chorus/platform/failure.ts';
import { loadScenario } from '@chorus/platform/scenario.ts';
import { blocksOf } from './actors/blocks.ts';
import { evaluate } from './actors/evaluate.ts';
import { markdown } from './actors/markdown.ts';
import { notes } from './actors/notes.ts';
import { parseOptions, USAGE, type Options } from './actors/options.ts';
import { settlingLoops } from './actors/settling.ts';

/** Seeds of the topologies that count, and of those that constants are chosen on. No training uses them. */
const HELD_OUT = 7001;
const TUNING = range(3).map((n) => 6001 + n);

try {
  const options = parseOptions(process.argv.slice(2));
  if (options === null) process.stdout.write(USAGE);
  else await run(options);
} catch (error) {
  process.stderr.write(`${failureLine(error)}\n`);
  process.exitCode = exitCodeOf(error);
}

async function run(options: Options): Promise<void> {
  const { table, topologies, nearRtLoops, scenario, workers, json, resume } = options;
  const seeds = range(topologies).map((n) => HELD_OUT + n);
  const rows = await evaluate(blocksOf(table, loadScenario(scenario)), {
    scenario,
    seeds,
    tuningSeeds: TUNING,
    nearRtLoops,
    warmUpLoops: settlingLoops(nearRtLoops),
    runner: new ThreadRunner(workers),
    results: new ResultsFile(json, resume),
    onProgress: (done, total, label) => process.stderr.write(`${done}/${total} ${label}\n`),
  });
  process.stdout.write(`${markdown(rows)}\n\n${notes(rows, { ...options, seeds, tuningSeeds: TUNING })}\n`);
}
