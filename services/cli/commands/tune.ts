import { Presets, SingleBar } from 'cli-progress';
import type { Command } from 'commander';
import { LOADING_GRID } from '@chorus/experiments/schemes/constants.ts';
import { LAMBDA_GRID, tuneRzfLambda } from '@chorus/phy';
import { createTwin, topologyOf } from '@chorus/platform/scenario-twin.ts';
import { loadScenario, type Scenario } from '@chorus/platform/scenario.ts';
import { count } from '../launch-options.ts';
import { alignedTable } from '../summary/table.ts';

const SCHEMES = ['c-rzf', 'd-rzf', 'p-rzf'] as const;
/** Keeps the fading that tuning sees apart from that of every run. */
const TUNING_FADING = 0x40000000;

interface TuneOptions {
  set: string[];
  nearRtLoops: number;
  json?: boolean;
}

/** `chorus tune`: the constants of the schemes, tuned on a scenario's network by simulation in this process. */
export function register(program: Command): void {
  program
    .command('tune')
    .description(
      'find the best lambda of the RZF schemes and the best loading of the closed form for a network',
    )
    .argument('[scenario]', 'a file, or the name of one in deploy/scenarios', 'paper')
    .option('--set <path=value>', 'override a field', (text: string, all: string[]) => [...all, text], [])
    .option(
      '--near-rt-loops <n>',
      'loops per loading; the second half counts',
      (text) => count('--near-rt-loops', text),
      20,
    )
    .option('--json', 'as JSON')
    .action(tune);
}

async function tune(name: string, options: TuneOptions): Promise<void> {
  const scenario = loadScenario(name, options.set);
  const bar = progressBar();
  const steps = SCHEMES.length + LOADING_GRID.length;
  bar?.start(steps, 0);
  const topology = topologyOf(scenario);
  const lambda: Record<string, number> = {};
  for (const scheme of SCHEMES) {
    lambda[scheme] = tuneRzfLambda(topology, scheme, {
      seed: scenario.seed,
      error_db: scenario.csi.error_db,
    });
    bar?.increment();
  }
  const loadings: { loadingDb: number | null; sumRate: number }[] = [];
  for (const loadingDb of LOADING_GRID) {
    loadings.push({ loadingDb, sumRate: await sumRate(scenario, loadingDb, options.nearRtLoops) });
    bar?.increment();
  }
  bar?.stop();
  const best = loadings.reduce((a, b) => (b.sumRate > a.sumRate ? b : a));
  const result = {
    scenario: scenario.name,
    seed: scenario.seed,
    lambda,
    loadingDb: best.loadingDb,
    loadings,
  };
  process.stdout.write(
    options.json === true ? `${JSON.stringify({ ...result, grid: LAMBDA_GRID }, null, 2)}\n` : table(result),
  );
}

/** Mean sum rate over the second half of the loops under the closed form with this loading. */
async function sumRate(scenario: Scenario, loadingDb: number | null, loops: number): Promise<number> {
  const tuned = structuredClone(scenario);
  tuned.scheme.name = 'proposed';
  tuned.xapp = { ...tuned.xapp, name: 'closed-form', loading_db: loadingDb };
  const twin = await createTwin(tuned, scenario.seed + TUNING_FADING);
  const kept = Math.ceil(loops / 2);
  let sum = 0;
  for (let n = 0; n < loops; n++) {
    const rate = twin.loop();
    if (n >= loops - kept) sum += rate / kept;
  }
  return sum;
}

function progressBar(): SingleBar | null {
  if (!process.stderr.isTTY) return null;
  const format = '{bar} {value}/{total} constants | {eta_formatted} left';
  return new SingleBar(
    { format, stream: process.stderr, hideCursor: true, clearOnComplete: true },
    Presets.shades_classic,
  );
}

function table(result: {
  lambda: Record<string, number>;
  loadingDb: number | null;
  loadings: { loadingDb: number | null; sumRate: number }[];
}): string {
  const show = (value: number | null) => (value === null ? 'null' : String(value));
  return `${[
    alignedTable([
      ['rzf.lambda', 'best of the grid'],
      ...Object.entries(result.lambda).map(([scheme, value]) => [scheme, value.toExponential(1)]),
    ]),
    '',
    alignedTable([
      ['xapp.loading_db', 'sum rate [bit/s/Hz]'],
      ...result.loadings.map(({ loadingDb, sumRate: rate }) => [
        `${show(loadingDb)}${loadingDb === result.loadingDb ? ' (best)' : ''}`,
        rate.toFixed(1),
      ]),
    ]),
  ].join('\n')}\n`;
}
