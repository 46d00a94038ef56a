import { ChorusError } from '@chorus/platform/errors.ts';
import type { Scenario } from '@chorus/platform/scenario.ts';
import type { Training } from '../training/training.ts';

/**
 * Whether a training can go on on a running testbed: its actors must fit the users, and its replay buffer holds
 * steps of as many.
 *
 * @param running the testbed's scenario
 * @throws ChorusError CHORUS_FIELD_INVALID
 */
export function checkFitsTestbed({ config, scenario }: Training, running: Scenario): void {
  const need = (holds: boolean, field: string, value: unknown, allowed: string) => {
    if (!holds) throw new ChorusError('CHORUS_FIELD_INVALID', { field, value, allowed });
  };
  const { explore } = running.xapp;
  need(explore, 'xapp.explore', explore, "true in the testbed's scenario: it gives no experience otherwise");
  need(config.algorithm === 'sac', 'algorithm', config.algorithm, 'sac on a testbed');
  const theirs = sizes(running);
  for (const [field, value] of Object.entries(sizes(scenario)))
    need(value === theirs[field], field, value, `${theirs[field]}, as in the testbed's scenario`);
}

function sizes({ network }: Scenario): Record<string, string | number> {
  const { users, observe, observed, nt, nr } = network;
  return {
    'network.users': users,
    'network.observe': observe,
    ...(observe === 'neighbours' && { 'network.observed': observed }),
    'network.nr': nr,
    'min(network.nt, network.nr)': Math.min(nt, nr),
  };
}
