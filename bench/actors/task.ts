import { tuneRzfLambda } from '@chorus/phy';
import type { Scenario } from '@chorus/platform/scenario.ts';
import { schemeApps } from '@chorus/platform/schemes.ts';
import { createTwin, topologyOf } from '@chorus/platform/scenario-twin.ts';
import { mean, quantile } from '@chorus/platform/statistics.ts';
import { networkedLoops } from './networked.ts';

/** One thing that a worker computes. */
export type Task =
  | { kind: 'lambda'; scheme: 'c-rzf' | 'd-rzf' | 'p-rzf'; scenario: Scenario }
  | { kind: 'rates'; scenario: Scenario; nearRtLoops: number };

/** Rates in bit/s/Hz over the loops that count. */
export interface Rates {
  kind: 'rates';
  sumRate: number;
  /** The worst user's mean rate. */
  worstUser: number;
  /** 5th percentile over users of the mean rate. */
  fifthPercentile: number;
}

export type Outcome = { kind: 'lambda'; lambda: number } | Rates;

/** Loops of a run that its start still shows in, and that do not count: a third. */
export function settlingLoops(nearRtLoops: number): number {
  return Math.floor(nearRtLoops / 3);
}

/** @throws ChorusError where the scenario's apps or models cannot be had */
export async function perform(task: Task): Promise<Outcome> {
  const { scenario } = task;
  if (task.kind === 'rates') return rates(await userRates(scenario, task.nearRtLoops), task.nearRtLoops);
  const { seed, csi } = scenario;
  return {
    kind: 'lambda',
    lambda: tuneRzfLambda(topologyOf(scenario), task.scheme, { seed, error_db: csi.error_db }),
  };
}

/** Every user's mean rate in each near-RT loop, from the twin; through processes for what the twin does not have. */
async function userRates(scenario: Scenario, nearRtLoops: number): Promise<number[][]> {
  const impaired = Object.values(scenario.impairments).some((value) => value !== 0);
  // Without an xApp nothing crosses E2 or D2 that counts.
  if (impaired && schemeApps(scenario).xapp !== null) return networkedLoops(scenario, nearRtLoops);
  const twin = await createTwin(scenario);
  return Array.from({ length: nearRtLoops }, () => {
    const loop = new Float64Array(twin.topology.K);
    twin.loop(loop);
    return [...loop];
  });
}

function rates(loops: readonly (readonly number[])[], nearRtLoops: number): Rates {
  const counted = loops.slice(settlingLoops(nearRtLoops));
  const users = counted[0].map((_, k) => mean(counted.map((loop) => loop[k])));
  return {
    kind: 'rates',
    sumRate: users.reduce((a, b) => a + b, 0),
    worstUser: Math.min(...users),
    fifthPercentile: quantile(users, 0.05),
  };
}
