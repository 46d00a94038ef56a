import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { allExperiments, findExperiment } from '@chorus/experiments/experiments.ts';
import type { ExperimentResult } from '@chorus/experiments';
import { parseScheme } from '@chorus/experiments/schemes/own.ts';
import { parseSeeds } from '@chorus/experiments/seeds.ts';
import { readResult, writePictures, writeResult } from '@chorus/experiments/store.ts';
import { experimentCommandLine, type Choices } from '../experiments/command-line.ts';
import { experimentFolder } from '../experiments/folders.ts';
import { ExperimentProgress } from '../experiments/progress.ts';
import { resultTable } from '../experiments/result-table.ts';
import { runnerFor } from '../experiments/runner.ts';
import type { WorkerOptions } from '../experiments/worker.ts';
import { codeVersion } from '../experiments/version.ts';
import { count, natural } from '../launch-options.ts';
import { alignedTable } from '../summary/table.ts';

interface ExperimentOptions extends Choices {
  workers?: number;
  fresh?: boolean;
  queue?: string | boolean;
  out?: string;
  json?: boolean;
}

/** `chorus experiment`: the paper's figures and tables, and anybody's own. */
export function register(program: Command): void {
  const experiment = program
    .command('experiment')
    .description("run one of the paper's figures or tables, or an experiment of your own from a YAML file")
    .enablePositionalOptions()
    .argument('<experiment>', 'a file, or one of `chorus experiment list`')
    .option('--seeds <list>', "topologies, for instance 1-10 or 1,2 (the experiment's)", (text) =>
      parseSeeds('--seeds', text),
    )
    .option('--near-rt-loops <n>', "of each run (the experiment's)", (text) => count('--near-rt-loops', text))
    .option('--warm-up <n>', 'of them, the first, which do not count', (text) => natural('--warm-up', text))
    .option('--schemes <names>', "only these, by name (the experiment's)", (text) => text.split(','))
    .option(
      '--scheme <label=path=value;...>',
      'a scheme of your own beside them: mine=odu.precoder=FILE; repeatable',
      collect,
      [],
    )
    .option('--set <path=value>', 'override a field of the scenario; repeatable', collect, [])
    .option('--workers <n>', 'threads (as many as cores)', (text) => count('--workers', text))
    .option('--live', 'through the processes of a testbed for each run, instead of the twin')
    .option(
      '--queue [host:port]',
      "by `chorus experiment worker` processes, through JetStream on this NATS (the running testbed's)",
    )
    .option('--fresh', 'forget what a run before has computed')
    .option('--out <dir>', 'where outcomes and results go (experiments/NAME in CHORUS_HOME)')
    .option('--json', 'the result as JSON')
    .action(run);
  experiment.command('list').description('what comes with Chorus').option('--json', 'as JSON').action(list);
  experiment
    .command('worker')
    .description('compute jobs of an experiment under --queue, here or on another machine, until Ctrl-C')
    .option('--nats <host:port>', "the NATS that has the queue (the running testbed's)")
    .option('--workers <n>', 'jobs at a time (as many as cores)', (text) => count('--workers', text))
    .option('--json', 'at the end what was done, as JSON')
    .action(async (options: WorkerOptions) => (await import('../experiments/worker.ts')).work(options));
  experiment
    .command('plot')
    .description('draw the figures of a result again')
    .argument('<experiment>', 'a file, or one of `chorus experiment list`')
    .option('--out <dir>', 'where the result lies (experiments/NAME in CHORUS_HOME)')
    .option('--json', 'as JSON')
    .action(plot);
}

async function run(nameOrPath: string, options: ExperimentOptions): Promise<void> {
  const { seeds, nearRtLoops, warmUp, schemes, fresh, out, live } = options;
  const ownSchemes = options.scheme.map(parseScheme);
  const experiment = findExperiment(nameOrPath);
  const folder = resolve(out ?? experimentFolder(experiment.name));
  mkdirSync(folder, { recursive: true });
  const abort = new AbortController();
  // The second signal ends the process at once, as it does without a handler.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => abort.abort(signal));
  const progress = new ExperimentProgress();
  let result: ExperimentResult;
  try {
    result = await experiment.run({
      seeds: seeds ?? null,
      nearRtLoops: nearRtLoops ?? null,
      warmUpLoops: warmUp ?? null,
      set: options.set,
      schemes: schemes ?? null,
      ownSchemes,
      runner: await runnerFor(options),
      live: live === true,
      queue: options.queue !== undefined && options.queue !== false,
      folder,
      fresh: fresh === true,
      command: experimentCommandLine(nameOrPath, options),
      version: codeVersion(),
      signal: abort.signal,
      onProgress: (done, total, label) => progress.update(done, total, label),
    });
  } finally {
    progress.stop();
  }
  const files = writeResult(folder, result);
  print(options, result, () => `${resultTable(result)}\n\n${files.join('\n')}`);
}

function list(options: { json?: boolean }): void {
  const all = allExperiments().map(({ name, title }) => ({ name, title }));
  print(options, all, () => alignedTable(all.map(({ name, title }) => [name, title])));
}

function plot(nameOrPath: string, { out, ...options }: { out?: string; json?: boolean }): void {
  const { name } = findExperiment(nameOrPath);
  const folder = resolve(out ?? experimentFolder(name));
  const files = writePictures(folder, readResult(folder, name));
  print(options, { files }, () => files.join('\n'));
}

function print(options: { json?: boolean }, value: object, text: () => string): void {
  process.stdout.write(`${options.json === true ? JSON.stringify(value, null, 2) : text()}\n`);
}

function collect(text: string, before: string[]): string[] {
  return [...before, text];
}
