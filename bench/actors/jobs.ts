import { checkScenario, loadScenario, type Scenario } from '@chorus/platform/scenario.ts';
import type { Block } from './blocks.ts';
import { jobKey } from './job-key.ts';
import type { Job } from './pool.ts';
import type { Constant, Scheme } from './schemes.ts';
import type { Task } from './task.ts';

export interface JobInit {
  scenario: string;
  /** Seeds of the topologies that count. */
  seeds: readonly number[];
  /** Of others, on which constants are chosen. */
  tuningSeeds: readonly number[];
  nearRtLoops: number;
}

/** Loops of a run in which a constant is tried. */
const TUNING_LOOPS = 20;

/** What must be known before a scheme can be measured: lambda, or how the constants do. */
export function preparations(block: Block, scheme: Scheme, init: JobInit): Job[] {
  const lambdas = init.seeds
    .map((seed) => lambdaJob(block, scheme, seed, init))
    .filter((job) => job !== null);
  return [
    ...lambdas,
    ...(scheme.constants ?? []).flatMap((constant) => trials(block, scheme, constant, init)),
  ];
}

/** Finds lambda on a topology; null for a scheme without one. */
export function lambdaJob(block: Block, { label, rzf }: Scheme, seed: number, init: JobInit): Job | null {
  if (rzf === undefined) return null;
  const set = [...block.set, ...(rzf.perfectCsi === true ? ['csi.error_db=null'] : [])];
  const scenario = loadScenario(init.scenario, [...set, `seed=${seed}`]);
  return job(`lambda of ${label}`, seed, { kind: 'lambda', scheme: rzf.scheme, scenario });
}

/** Runs of the scheme with a constant, on the tuning topologies. */
export function trials(block: Block, { label, set }: Scheme, constant: Constant, init: JobInit): Job[] {
  return init.tuningSeeds.map((seed) => {
    const scenario = loadScenario(init.scenario, [...block.set, ...set, ...constant.set, `seed=${seed}`]);
    const nearRtLoops = Math.min(TUNING_LOOPS, init.nearRtLoops);
    return job(`${label}: ${constant.name}`, seed, {
      kind: 'rates',
      scenario: unimpaired(scenario),
      nearRtLoops,
    });
  });
}

/** Impairments need a testbed of processes for every run: too dear for a grid of constants. */
function unimpaired(scenario: Scenario): Scenario {
  const { impairments } = checkScenario({});
  return { ...scenario, impairments };
}

/** The run of a scheme on a topology that counts. */
export function measurement(
  block: Block,
  scheme: Scheme,
  { seed, constant, lambda }: { seed: number; constant: Constant | null; lambda: number | null },
  init: JobInit,
): Job {
  const set = [...block.set, ...scheme.set, ...(constant?.set ?? []), `seed=${seed}`];
  if (lambda !== null) set.push(`rzf.lambda=${lambda}`);
  const scenario = loadScenario(init.scenario, set);
  return job(scheme.label, seed, { kind: 'rates', scenario, nearRtLoops: init.nearRtLoops });
}

function job(label: string, seed: number, task: Task): Job {
  return { key: jobKey(task), label, seed, task };
}
