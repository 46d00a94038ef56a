import { setImmediate } from 'node:timers/promises';
import { ChorusError } from '@chorus/platform/errors.ts';
import { loadScenario } from '@chorus/platform/scenario.ts';
import type { Topology } from '@chorus/phy';
import type { Panel } from '../../result.ts';
import type { RunExperiment, RunInit } from '../../run-init.ts';
import type { NamedScheme } from '../../schemes/scheme.ts';
import { chosenSchemes } from '../chosen-schemes.ts';
import { overSeeds } from '../over-seeds.ts';
import { claimsOf, type Timed } from './claims.ts';
import { interleave, uncountedRounds } from './interleave.ts';
import { loadedNetwork } from './loaded-network.ts';
import { loopWork } from './loop-work.ts';
import { ROWS, type Row } from './rows.ts';

const TITLE = 'Complexity and time of a near-RT loop';
/** Near-RT loops of each scheme that are timed, one after the other in turn. */
const ROUNDS = 30;

/**
 * Table I: complexity of precoding, and what a near-RT loop of each scheme takes on one core, all O-DUs one after the other:
 * its xApp, and N_RT times both dApps. All schemes take turns in one process, so that a slow minute falls on all alike.
 *
 * It is timed in the calling thread, whatever the runner: what runs beside it would be timed, too.
 *
 * @throws ChorusError CHORUS_USAGE under `live`, `queue` and `warmUpLoops`; CHORUS_INTERRUPTED
 */
export const table1: RunExperiment = async (init) => {
  refuse(init);
  const seeds = init.seeds ?? [1, 2, 3];
  const rounds = init.nearRtLoops ?? ROUNDS;
  const uncounted = uncountedRounds(rounds);
  const schemes = chosenSchemes(ROWS, init).map(asRow);
  const timed: Timed[] = schemes.map(({ name }) => ({ name, ms: [], ratio: [] }));
  const operations: (number | null)[][] = [];
  for (const [n, seed] of seeds.entries()) {
    if (init.signal.aborted)
      throw new ChorusError('CHORUS_INTERRUPTED', { signal: String(init.signal.reason) });
    const { topology, timings } = await timeSeed(schemes, seed, rounds, init);
    for (const [row, { medianMs, ratio }] of timings.entries()) {
      (timed[row].ms as number[]).push(medianMs);
      (timed[row].ratio as number[]).push(ratio);
    }
    operations.push(schemes.map(({ complexity }) => millions(complexity, topology)));
    init.onProgress(n + 1, seeds.length, `seed ${seed}`);
    // So that a signal comes through.
    await setImmediate();
  }
  const odus = loadScenario('paper', [...init.set]).network.odus;
  return {
    name: 'table1',
    title: TITLE,
    command: init.command,
    version: init.version,
    seeds,
    nearRtLoops: uncounted + rounds,
    warmUpLoops: uncounted,
    live: false,
    panels: [panel(schemes, timed, operations)],
    claims: claimsOf(timed, odus),
    notes: [
      ...schemes.flatMap(({ label, complexity }) =>
        complexity === null ? [] : [`${label}: O(${complexity.formula}) for each ${complexity.of}`],
      ),
      'Operations are what the formulas give in these networks, summed over all O-RUs or users, per RT loop.',
      'Times are of the processor, so that what else runs on the machine does not count in; garbage collection does.',
      'What a training iteration takes is in docs/learning/cost.md.',
    ],
  };
};

/** @throws ChorusError CHORUS_USAGE for what timing cannot heed */
function refuse({ live, queue, warmUpLoops }: RunInit): void {
  const given = [live && '--live', queue && '--queue', warmUpLoops !== null && '--warm-up'].find(
    (option) => option !== false,
  );
  if (given === undefined) return;
  throw new ChorusError('CHORUS_USAGE', {
    reason: `${given} does not go with table1, which times computations in one process, after a third as many that do not count; allowed: --seeds, --near-rt-loops, --schemes, --scheme and --set`,
  });
}

async function timeSeed(schemes: readonly Row[], seed: number, rounds: number, { set }: RunInit) {
  const scenarioOf = (scheme: readonly string[]) =>
    loadScenario('paper', [...set, ...scheme, `seed=${seed}`]);
  const network = await loadedNetwork(scenarioOf([]));
  const work: { name: string; run: () => void }[] = [];
  for (const scheme of schemes)
    work.push({ name: scheme.name, ...(await loopWork(scenarioOf(scheme.set), network)) });
  return { topology: network.topology, timings: interleave(work, rounds) };
}

function asRow(scheme: NamedScheme): Row {
  const known = ROWS.find(({ name }) => name === scheme.name);
  return known ?? { ...scheme, complexity: null, paperMs: null };
}

function millions(complexity: Row['complexity'], topology: Topology): number | null {
  return complexity === null ? null : complexity.operations(topology) / 1e6;
}

function panel(
  schemes: readonly Row[],
  timed: readonly Timed[],
  operations: readonly (readonly (number | null)[])[],
): Panel {
  const bySeed = (field: 'ms' | 'ratio') =>
    timed[0][field].map((_, seed) => timed.map((row) => row[field][seed]));
  const reference = schemes[0].paperMs;
  return {
    id: '',
    title: TITLE,
    kind: 'table',
    x: { label: 'scheme', values: schemes.map(({ label }) => label) },
    y: { label: '' },
    series: [
      overSeeds({ name: 'operations', label: 'operations per RT loop [10^6]' }, operations),
      overSeeds({ name: 'ms', label: 'near-RT loop [ms of processor time]' }, bySeed('ms')),
      overSeeds({ name: 'ratio', label: `to ${schemes[0].label}` }, bySeed('ratio')),
      { name: 'paper-ms', label: 'paper [ms]', mean: schemes.map(({ paperMs }) => paperMs) },
      {
        name: 'paper-ratio',
        label: `paper, to ${schemes[0].label}`,
        mean: schemes.map(({ paperMs }) =>
          paperMs === null || reference === null ? null : paperMs / reference,
        ),
      },
    ],
  };
}
