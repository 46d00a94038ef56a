import { checkScenario, loadScenario, type Scenario } from '@chorus/platform/scenario.ts';
import type { Constant, Scheme } from '../schemes/scheme.ts';
import { jobKey } from './job-key.ts';
import type { Job, Task } from './job.ts';

/** A scheme under a condition: what one point of a figure, or one row of a table, measures. */
export interface Cell {
  readonly scheme: Scheme;
  /** Overrides that make the condition. */
  readonly set: readonly string[];
}

export interface JobInit {
  /** A file, or the name of one in deploy/scenarios. */
  readonly scenario: string;
  /** Seeds of the topologies that count. */
  readonly seeds: readonly number[];
  /** Of others, on which constants are chosen. */
  readonly tuningSeeds: readonly number[];
  readonly nearRtLoops: number;
  readonly warmUpLoops: number;
  /** Of one topology for all: seeds are then those of its channels. */
  readonly topologySeed?: number;
}

/** Loops of a run in which a constant is tried, and those of them that do not count. */
const TRIAL = { nearRtLoops: 20, warmUpLoops: 6 };

/** What must be known before a cell can be measured: lambda, or how the constants do. */
export function preparations(cell: Cell, init: JobInit): Job[] {
  const lambdas = init.seeds.map((seed) => lambdaJob(cell, seed, init)).filter((job) => job !== null);
  return [...lambdas, ...(cell.scheme.constants ?? []).flatMap((constant) => trials(cell, constant, init))];
}

/** Finds lambda on a topology; null for a scheme without one. */
export function lambdaJob({ scheme, set }: Cell, seed: number, init: JobInit): Job | null {
  const { scenario: name, topologySeed = seed } = init;
  const { label, rzf } = scheme;
  if (rzf === undefined) return null;
  const { network, radio, csi } = loadScenario(name, [...set, ...scheme.set]);
  // Of all else lambda does not depend, so that schemes and conditions share it.
  const scenario = checkScenario({
    network: { ...network, observe: 'neighbours', observed: 1 },
    radio,
    csi: rzf.perfectCsi === true ? { error_db: null } : csi,
    seed: topologySeed,
  });
  return job(`lambda of ${label}`, seed, { kind: 'lambda', scheme: rzf.scheme, scenario });
}

/** Runs of the cell with a constant, on the tuning topologies. */
export function trials({ scheme, set }: Cell, constant: Constant, init: JobInit): Job[] {
  return init.tuningSeeds.map((seed) => {
    const scenario = loadScenario(init.scenario, [
      ...[...set, ...scheme.set, ...constant.set],
      `seed=${init.topologySeed ?? seed}`,
    ]);
    const { nearRtLoops, warmUpLoops } = init.nearRtLoops < TRIAL.nearRtLoops ? init : TRIAL;
    return job(`${scheme.label}: ${constant.name}`, seed, {
      kind: 'rates',
      scenario: unimpaired(scenario),
      nearRtLoops,
      warmUpLoops,
      ...fading(seed, init),
    });
  });
}

/** Impairments need a testbed of processes for every run: too dear for a grid of constants. */
function unimpaired(scenario: Scenario): Scenario {
  const { impairments } = checkScenario({});
  return { ...scenario, impairments };
}

/** The run of a cell on a topology that counts. */
export function measurement(
  { scheme, set }: Cell,
  { seed, constant, lambda }: { seed: number; constant: Constant | null; lambda: number | null },
  init: JobInit,
): Job {
  const { scenario: name, nearRtLoops, warmUpLoops, topologySeed = seed } = init;
  const all = [...set, ...scheme.set, ...(constant?.set ?? []), `seed=${topologySeed}`];
  if (lambda !== null) all.push(`rzf.lambda=${lambda}`);
  const scenario = loadScenario(name, all);
  return job(scheme.label, seed, {
    kind: 'rates',
    scenario,
    nearRtLoops,
    warmUpLoops,
    ...fading(seed, init),
  });
}

/** The channels' seed, where the topology has another. */
function fading(seed: number, { topologySeed }: JobInit): { fadingSeed?: number } {
  return topologySeed === undefined ? {} : { fadingSeed: seed };
}

function job(label: string, seed: number, task: Task): Job {
  return { key: jobKey(task), label, seed, task };
}
