import { tuneRzfLambda } from '@chorus/phy';
import type { Scenario } from '@chorus/platform/scenario.ts';
import { schemeApps } from '@chorus/platform/schemes.ts';
import { createTwin, topologyOf } from '@chorus/platform/scenario-twin.ts';
import { mean, quantile } from '@chorus/platform/statistics.ts';
import type { Outcome, Rates, Task } from './job.ts';
import { e2Load } from '../special/fig10/e2-load.ts';
import { minimumRateTrace } from '../special/fig11/minimum-rate-trace.ts';

/**
 * Does a task on the twin; what {@link needsProcesses} is for `performLive`.
 *
 * @throws ChorusError where the scenario's apps or models cannot be had
 */
export async function perform(task: Task): Promise<Outcome> {
  const { scenario } = task;
  switch (task.kind) {
    case 'lambda': {
      const { seed, csi } = scenario;
      const init = { seed, error_db: csi.error_db };
      return { kind: 'lambda', lambda: tuneRzfLambda(topologyOf(scenario), task.scheme, init) };
    }
    case 'rates': {
      const { nearRtLoops, warmUpLoops, fadingSeed } = task;
      if (needsProcesses(task)) throw new Error('the twin has no delays and losses');
      const loops = await twinLoops(scenario, nearRtLoops, fadingSeed);
      return ratesOf(loops.slice(warmUpLoops));
    }
    case 'e2-load':
      return e2Load(scenario);
    case 'minimum-rate':
      return minimumRateTrace(task);
  }
}

/** Whether a task is of rates under delays or losses, which the twin does not have and a testbed of processes has. */
export function needsProcesses({ kind, scenario }: Task): boolean {
  const impaired = Object.values(scenario.impairments).some((value) => value !== 0);
  // Without an xApp nothing crosses E2 or D2 that counts.
  return kind === 'rates' && impaired && schemeApps(scenario).xapp !== null;
}

/** Every user's mean rate in each near-RT loop, from the twin. */
async function twinLoops(scenario: Scenario, nearRtLoops: number, fadingSeed?: number): Promise<number[][]> {
  const twin = await createTwin(scenario, fadingSeed);
  return Array.from({ length: nearRtLoops }, () => {
    const loop = new Float64Array(twin.topology.K);
    twin.loop(loop);
    return [...loop];
  });
}

/** @param loops those that count, [loops][K] */
export function ratesOf(loops: readonly (readonly number[])[]): Rates {
  const users = loops[0].map((_, k) => mean(loops.map((loop) => loop[k])));
  return {
    kind: 'rates',
    sumRate: users.reduce((a, b) => a + b, 0),
    worstUser: Math.min(...users),
    fifthPercentile: quantile(users, 0.05),
    users,
  };
}
