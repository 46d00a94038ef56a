import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ChorusError } from '@chorus/platform/errors.ts';
import { MINIMUM_RATE } from '@chorus/platform/policy-types.ts';
import type { MinimumRateTrace, Task } from '../../jobs/job.ts';
import { liveRun } from '../../jobs/live-run.ts';
import { startsOf } from './stages.ts';

type MinimumRateTask = Extract<Task, { kind: 'minimum-rate' }>;

const POLL_MS = 50;

/**
 * The same on a testbed, whose near-RT RIC gets one A1 policy for each stage as soon as it runs: the first at once, the others
 * from their slot on. KPI records have a user's mean rate over a near-RT loop, so a trace has a point for each.
 */
export async function liveMinimumRateTrace(
  { scenario, user, warmUpLoops, stages }: MinimumRateTask,
  signal: AbortSignal,
): Promise<MinimumRateTrace> {
  const rtLoops = scenario.clock.rt_loops;
  const total = stages.reduce((sum, stage) => sum + stage.rtLoops, 0);
  const nearRtLoops = warmUpLoops + Math.ceil(total / rtLoops);
  // Slot 0 starts a run; loop n has slots n N_RT + 1 to (n + 1) N_RT.
  const begin = warmUpLoops * rtLoops + 1;
  const starts = startsOf(stages);
  const { loops } = await liveRun(scenario, nearRtLoops, signal, async (home, over) => {
    const ric = await nearRtRicOf(home, over);
    if (ric === null) return;
    for (const [n, { rMin }] of stages.entries())
      await put(ric, n, { users: [user], r_min: rMin, ...(n > 0 && { from_slot: begin + starts[n] }) });
  });
  const counted = loops.slice(warmUpLoops);
  return {
    kind: 'minimum-rate',
    slots: counted.map((_, n) => Math.min((n + 1) * rtLoops, total) - 1),
    rates: counted.map(({ userRate }) => userRate[user]),
    mu: counted.map(({ mu }) => mu[user]),
  };
}

/** HOST:PORT of the near-RT RIC of the testbed in a home, once it runs; null where the run was over before. */
async function nearRtRicOf(home: string, over: AbortSignal): Promise<string | null> {
  const runs = join(home, 'runs');
  while (!over.aborted) {
    const exists = statSync(runs, { throwIfNoEntry: false })?.isDirectory() === true;
    for (const id of exists ? readdirSync(runs) : []) {
      const file = join(runs, id, 'testbed.json');
      if (statSync(file, { throwIfNoEntry: false }) === undefined) continue;
      const entry = JSON.parse(readFileSync(file, 'utf8')) as Entry;
      if (entry.state === 'running') return entry.addresses.http['near-rt-ric'];
    }
    await sleep(POLL_MS);
  }
  return null;
}

/** What is needed of a run's testbed.json. */
interface Entry {
  readonly state: string;
  readonly addresses: { readonly http: Readonly<Record<string, string>> };
}

async function put(ric: string, id: number, policy: object): Promise<void> {
  const url = `http://${ric}/A1-P/v2/policytypes/${MINIMUM_RATE}/policies/stage-${id}`;
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'PUT', headers, body: JSON.stringify(policy) });
  if (response.ok) return;
  const reason = `${response.status} ${await response.text()}`;
  throw new ChorusError('CHORUS_A1_FAILED', { method: 'PUT', url, reason });
}
