import type { Topology, TwinInit } from '@chorus/phy';
import type { Actor } from '../actor.ts';
import type { Observe } from '../policy/policy.ts';
import { twinOf, type EnvironmentInit } from './environment.ts';
import { observer } from './observer.ts';

/** How long a network is watched. */
export interface Span {
  /** Near-RT loops that run. */
  loops: number;
  /** The first of them, which do not count: the start from D-RZF is over by then. */
  skip: number;
}

/**
 * Runs a network under the actors' mean actions.
 *
 * @param actors one for all users, or one for each
 * @returns mean sum rate over the loops that count [bit/s/Hz]
 */
export function trial(
  topology: Topology,
  actors: readonly Actor[],
  observe: Observe,
  init: TwinInit & Pick<EnvironmentInit, 'precoder'>,
  { loops, skip }: Span,
): number {
  const see = observer(topology, observe);
  const twin = twinOf(topology, init, (measured, k, U, W) =>
    actors[k % actors.length].filter(see(measured, k), U, W),
  );
  let sum = 0;
  for (let n = 0; n < loops; n++) {
    const rate = twin.loop();
    if (n >= skip) sum += rate;
  }
  return sum / (loops - skip);
}
