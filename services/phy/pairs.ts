import type { Topology } from './topology.ts';

/**
 * Pairs (i, k) for which some O-RU l of the O-DU needs Z_i,k,l (22): user k is served by l, and user i
 * belongs to the sums at l.
 *
 * @returns [K (i), K (k)], 1 where the pair is used
 */
export function usedPairs(topology: Topology, odu: number, reach: 'served' | 'coupled'): Uint8Array {
  const { K, radiosOfOdu, served, coupled } = topology;
  const used = new Uint8Array(K * K);
  for (const l of radiosOfOdu[odu]) {
    for (const k of served[l]) {
      for (const i of reach === 'served' ? served[l] : coupled[l]) used[i * K + k] = 1;
    }
  }
  return used;
}
