import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { ChorusError } from '@chorus/platform/errors.ts';
import { Registry } from '../testbed/registry.ts';
import { home } from '../testbed/repository.ts';
import { liveTable, trainLive } from '../training/live.ts';
import { count, natural } from '../launch-options.ts';
import { TrainingProgress } from '../training/progress.ts';
import { outcomeOf, outcomeTable } from '../training/outcome.ts';
import { antennas, reference } from '../training/options.ts';
import { trainCommandLine } from '../training/command-line.ts';

interface TrainOptions {
  set: string[];
  seed?: number;
  workers?: number;
  out?: string;
  resume?: boolean;
  model?: string;
  trajectories?: string;
  live?: boolean;
  run?: string;
  json?: boolean;
}

interface XiOptions {
  nt?: number[];
  seed?: number;
  steps?: number;
  model?: string;
  json?: boolean;
}

interface PlotOptions {
  out: string;
  title: string;
  line: { label: string; value: number }[];
}

/** `chorus train`: actors on the twin or on a running testbed, the network for xi, and curves. */
export function register(program: Command): void {
  const train = program
    .command('train')
    .description(
      'train an actor on the twin or on a running testbed; or, by a subcommand, the network for xi',
    )
    .enablePositionalOptions()
    .argument('<training>', 'a file, or the name of one in deploy/training')
    .option('--set <path=value>', 'override a field of the training or of its scenario', collect, [])
    .option('--seed <n>', 'seed of weights, episodes and noise', (text) => natural('--seed', text))
    .option('--workers <n>', 'threads for episodes; 0 for none (as many as cores)', (text) =>
      natural('--workers', text),
    )
    .option('--out <dir>', 'checkpoint, curve and plot (trainings/NAME in CHORUS_HOME)')
    .option('--resume', 'go on from the checkpoint there')
    .option('--model <file>', 'the model file to write (model.json there)')
    .option('--trajectories <file>', 'export the experience that was collected')
    .option('--live', 'train on a running testbed, whose actors explore (xapp.explore=true)')
    .option('--run <id>', 'under --live, which testbed (the newest)')
    .option('--json', 'the outcome as JSON')
    .action(run);
  train
    .command('xi')
    .description('train the network for xi (28)')
    .option('--nt <list>', 'antennas of an O-RU that it is for, for instance 2,4', antennas)
    .option('--seed <n>', 'seed of weights and problems', (text) => natural('--seed', text))
    .option('--steps <n>', 'steps of training', (text) => count('--steps', text))
    .option('--model <file>', 'the model file to write (trainings/xi/model.json in CHORUS_HOME)')
    .option('--json', 'the outcome as JSON')
    .action(xi);
  train
    .command('show')
    .description('what a training says, with every default, and what judges it')
    .argument('<training>', 'a file, or the name of one in deploy/training')
    .option('--set <path=value>', 'override a field of the training or of its scenario', collect, [])
    .option('--json', 'as JSON')
    .action(show);
  train
    .command('plot')
    .description('plot one curve, or the mean and spread of several seeds')
    .argument('<files...>', 'curve.jsonl of one or more trainings')
    .requiredOption('--out <file>', 'the SVG to write')
    .option('--title <text>', 'title of the plot', 'training')
    .option('--line <label=value>', 'a horizontal reference; repeatable', reference, [])
    .action(plot);
}

async function run(name: string, options: TrainOptions): Promise<void> {
  const { loadTraining } = await import('@chorus/non-rt-ric/training/training.ts');
  const { trainActor } = await import('@chorus/non-rt-ric/training/train-actor.ts');
  const { seed, resume, trajectories } = options;
  if (options.live === true) return live(name, options);
  const training = loadTraining(name, [...options.set, ...(seed === undefined ? [] : [`seed=${seed}`])]);
  const { config } = training;
  const folder = resolve(
    options.out ?? join(home(), 'trainings', seed === undefined ? config.name : `${config.name}-${seed}`),
  );
  const abort = new AbortController();
  // The second signal ends the process at once, as it does without a handler.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => abort.abort(signal));
  const progress = new TrainingProgress(config.iterations);
  try {
    const result = await trainActor({
      training,
      folder,
      model: resolve(options.model ?? join(folder, 'model.json')),
      command: trainCommandLine(name, options.set, seed),
      signal: abort.signal,
      ...(resume !== undefined && { resume }),
      ...(options.workers !== undefined && { workers: options.workers }),
      ...(trajectories !== undefined && { trajectories: resolve(trajectories) }),
      onBackend: (backend) => {
        const runs =
          backend === null ? 'this algorithm needs no TensorFlow.js' : `TensorFlow.js runs on ${backend}`;
        process.stderr.write(`${config.name}: ${runs}; ${folder}\n`);
      },
      onRecord: (record, best) => progress.add(record, best),
    });
    progress.stop();
    print(options, outcomeOf(config, folder, result), outcomeTable);
  } finally {
    progress.stop();
  }
}

async function live(name: string, options: TrainOptions): Promise<void> {
  const { set, seed, resume, run } = options;
  for (const option of ['workers', 'out', 'model', 'trajectories'] as const)
    if (options[option] !== undefined)
      throw new ChorusError('CHORUS_USAGE', {
        reason: `--${option} does not go with --live: the non-RT RIC keeps its trainings`,
      });
  const { loadTraining } = await import('@chorus/non-rt-ric/training/training.ts');
  const { config } = loadTraining(name, [...set, ...(seed === undefined ? [] : [`seed=${seed}`])]);
  const { id, addresses } = new Registry(home()).find(run);
  process.stderr.write(`${config.name}: live on testbed ${id}\n`);
  const progress = new TrainingProgress(config.iterations);
  const status = await trainLive(
    addresses?.http['non-rt-ric'] ?? '',
    {
      training: config,
      resume: resume === true,
      folder: seed === undefined ? config.name : `${config.name}-${seed}`,
      command: `${trainCommandLine(name, set, seed)} --live`,
    },
    progress,
  ).finally(() => progress.stop());
  print(options, status, liveTable);
}

async function xi({ nt, seed, steps, model, json }: XiOptions): Promise<void> {
  const { trainMultiplierFile } = await import('@chorus/non-rt-ric/training/train-multiplier.ts');
  const out = resolve(model ?? join(home(), 'trainings', 'xi', 'model.json'));
  const arguments_ = [
    ...(nt === undefined ? [] : ['--nt', nt.join(',')]),
    ...(seed === undefined ? [] : ['--seed', String(seed)]),
    ...(steps === undefined ? [] : ['--steps', String(steps)]),
  ];
  const progress = new TrainingProgress(1);
  const { training } = await trainMultiplierFile({
    config: {
      ...(nt && { antennas: nt }),
      ...(seed !== undefined && { seed }),
      ...(steps !== undefined && { steps }),
    },
    command: ['./scripts/chorus train xi', ...arguments_].join(' '),
    out,
    onProgress: (stage, done, total) => progress.stage(stage, done, total),
  }).finally(() => progress.stop());
  print(
    { ...(json && { json }) },
    { model: out, backend: training.config['backend'], metrics: training.metrics },
    (outcome) =>
      [
        `model ${outcome.model}`,
        `TensorFlow.js ran on ${String(outcome.backend)}`,
        ...Object.entries(outcome.metrics).map(([name, value]) => `${name} ${value}`),
      ].join('\n'),
  );
}

async function show(name: string, { set, json }: { set: string[]; json?: boolean }): Promise<void> {
  const { loadTraining } = await import('@chorus/non-rt-ric/training/training.ts');
  const { factsText, trainingFacts } = await import('../training/show.ts');
  const { config, scenario } = loadTraining(name, set);
  print({ ...(json && { json }) }, trainingFacts(config, scenario.seed), factsText);
}

async function plot(files: string[], { out, title, line }: PlotOptions): Promise<void> {
  const { readCurve } = await import('@chorus/non-rt-ric/training/curve.ts');
  const { plotCurves } = await import('@chorus/non-rt-ric/training/plot/curves.ts');
  writeFileSync(out, plotCurves(files.map(readCurve), { title, lines: line }));
  process.stdout.write(`${out}\n`);
}

function print<T extends object>({ json }: { json?: boolean }, value: T, text: (value: T) => string): void {
  process.stdout.write(`${json === true ? JSON.stringify(value, null, 2) : text(value)}\n`);
}

function collect(text: string, before: string[]): string[] {
  return [...before, text];
}
