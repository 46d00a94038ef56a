import { ChorusError } from '@chorus/platform/errors.ts';
import { loadScenario } from '@chorus/platform/scenario.ts';
import { jobKey } from '../../jobs/job-key.ts';
import type { Job, MinimumRateTrace, Task } from '../../jobs/job.ts';
import { compute } from '../../jobs/measure.ts';
import { outcomesIn } from '../../jobs/results-file.ts';
import type { RunExperiment, RunInit } from '../../run-init.ts';
import { builtIn } from '../../sweep/sweep.ts';
import type { NamedScheme } from '../../schemes/scheme.ts';
import { chosenSchemes } from '../chosen-schemes.ts';
import { claimsOf } from './claims.ts';
import { panelsOf } from './panels.ts';
import { stageOutcomes } from './settling.ts';
import { STAGES } from './stages.ts';

const SCHEMES = ['actor-i6', 'closed-form-i6', 'actor-covariance', 'actor-covariance-wide'];
/** r_k of the paper's user before its R_k^min is raised [bit/s/Hz]. */
const PAPER_RATE = 7.98;
/** Near-RT loops until rates have settled, and those over which they choose the user. */
const WARM_UP = 30;
const CHOOSING = 10;
/** RT loops of all stages. */
const total = STAGES.reduce((sum, { rtLoops }) => sum + rtLoops, 0);

/**
 * Fig. 11: one user's R_k^min goes through {@link STAGES} once the network has settled. On each network it is the user whose
 * settled rate under the closed form is nearest to that of the paper's user; every scheme has the same one.
 */
export const fig11: RunExperiment = async (init) => {
  if (init.nearRtLoops !== null)
    throw new ChorusError('CHORUS_USAGE', {
      reason: `--near-rt-loops is ${init.nearRtLoops}; fig11 has ${total} RT loops of its own after --warm-up near-RT loops`,
    });
  const seeds = init.seeds ?? [1, 2, 3, 4, 5];
  const warmUpLoops = init.warmUpLoops ?? WARM_UP;
  const schemes = chosenSchemes(
    SCHEMES.map((name) => builtIn(name, 'fig11')),
    init,
  );
  const results = outcomesIn(init);
  const choosing = seeds.map((seed) => choosingJob(seed, warmUpLoops, init));
  await compute(choosing, { ...init, results });
  const users = choosing.map(({ key }) => {
    const outcome = results.get(key);
    if (outcome?.kind !== 'rates') throw new Error('no rates to choose a user by');
    return nearest(outcome.users, PAPER_RATE);
  });
  const jobs = schemes.map((scheme) =>
    seeds.map((seed, n) => traceJob(scheme, seed, { user: users[n], warmUpLoops }, init)),
  );
  await compute(jobs.flat(), { ...init, results });
  const traces = jobs.map((row) => row.map(({ key }) => results.get(key) as MinimumRateTrace));
  const followed = schemes.map(({ label }, s) => ({
    label,
    outcomes: traces[s].map((trace) => stageOutcomes(trace, STAGES)),
  }));
  return {
    name: 'fig11',
    title: 'R_k^min of one user changes: its rate and its multiplier',
    command: init.command,
    version: init.version,
    seeds,
    nearRtLoops: warmUpLoops + stageLoops(init),
    warmUpLoops,
    live: init.live,
    panels: panelsOf(schemes, traces, STAGES, followed),
    claims: claimsOf(followed, STAGES, PAPER_RATE),
    notes: [
      `The user is the one whose settled rate under the closed form is nearest to ${PAPER_RATE}, that of the paper's user: ${seeds.map((seed, n) => `user ${users[n]} on seed ${seed}`).join(', ')}.`,
      "All other users keep the scenario's R_min, which the paper does not say otherwise; delta_k is qos.mu_step.",
      `t = 0 is after ${warmUpLoops} near-RT loops in which the user's R_k^min was 0.`,
    ],
  };
};

/** Near-RT loops that the stages take. */
function stageLoops({ set }: RunInit): number {
  return Math.ceil(total / loadScenario('paper', [...set]).clock.rt_loops);
}

/** Rates that choose the user: those of the closed form, everybody's R_min the scenario's. */
function choosingJob(seed: number, warmUpLoops: number, { set }: RunInit): Job {
  const scheme = builtIn('closed-form-i6', 'fig11');
  const scenario = loadScenario('paper', [...set, ...scheme.set, `seed=${seed}`]);
  const nearRtLoops = warmUpLoops + CHOOSING;
  return job(`settled rates`, seed, { kind: 'rates', scenario, nearRtLoops, warmUpLoops });
}

function traceJob(
  scheme: NamedScheme,
  seed: number,
  { user, warmUpLoops }: { user: number; warmUpLoops: number },
  { set }: RunInit,
): Job {
  const scenario = loadScenario('paper', [...set, ...scheme.set, `seed=${seed}`]);
  const task = { kind: 'minimum-rate', scenario, user, warmUpLoops, stages: STAGES } as const;
  return job(`${scheme.label}, user ${user}`, seed, task);
}

function job(label: string, seed: number, task: Task): Job {
  return { key: jobKey(task), label, seed, task };
}

/** Where a value nearest to `wanted` stands. */
function nearest(values: readonly number[], wanted: number): number {
  const distances = values.map((value) => Math.abs(value - wanted));
  return distances.indexOf(Math.min(...distances));
}
