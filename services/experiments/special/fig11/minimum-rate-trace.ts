import { createTwin } from '@chorus/platform/scenario-twin.ts';
import type { MinimumRateTrace, Task } from '../../jobs/job.ts';

/**
 * Runs the twin with another R_k^min of one user in each stage; the other users keep the scenario's. The warm-up has the
 * first stage's. What a stage demands holds from its first RT loop on: (29) sees it there, the precoders one RT loop later.
 */
export async function minimumRateTrace({
  scenario,
  user,
  warmUpLoops,
  stages,
}: Extract<Task, { kind: 'minimum-rate' }>): Promise<MinimumRateTrace> {
  const demanded = stages.flatMap(({ rMin, rtLoops }) => new Array<number>(rtLoops).fill(rMin));
  const twin = await createTwin(scenario);
  twin.rMin[user] = demanded[0];
  for (let n = 0; n < warmUpLoops; n++) twin.loop();
  const rates: number[] = [];
  const mu: number[] = [];
  twin.onSlot = () => {
    rates.push(twin.measured.rates[user]);
    mu.push(twin.mu[user]);
    twin.rMin[user] = demanded[rates.length] ?? twin.rMin[user];
  };
  while (rates.length < demanded.length) twin.loop();
  const slots = demanded.map((_, t) => t);
  // A near-RT loop is computed whole, and may reach beyond the last stage.
  return { kind: 'minimum-rate', slots, rates: rates.slice(0, slots.length), mu: mu.slice(0, slots.length) };
}
