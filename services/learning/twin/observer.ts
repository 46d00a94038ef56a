import type { Measurement, Topology } from '@chorus/phy';
import type { Observe, Observed } from '../policy/policy.ts';

/**
 * What E2 would bring of user k, rounded to float32 as the wire does.
 *
 * @returns a function whose result is overwritten by its next call for the same user
 */
export function observer(
  { K, Nr, Ns, observed }: Topology,
  observe: Observe,
): (measured: Measurement, k: number) => Observed {
  const block = 2 * Nr * Ns;
  const size = 2 * Nr * Nr;
  const users = Array.from({ length: K }, (_, k) => (observe === 'neighbours' ? observed[k] : [k]));
  const seen = users.map(({ length }) => ({
    Xi: new Float64Array(length * block),
    J: observe === 'covariance' ? new Float64Array(size) : null,
    interference: null as number | null,
  }));
  return (measured, k) => {
    const mine = seen[k];
    for (const [n, i] of users[k].entries()) {
      const at = (k * K + i) * block;
      for (let x = 0; x < block; x++) mine.Xi[n * block + x] = Math.fround(measured.Xi[at + x]);
    }
    if (mine.J !== null) for (let x = 0; x < size; x++) mine.J[x] = Math.fround(measured.J[k * size + x]);
    if (observe === 'power') mine.interference = Math.fround(measured.interference[k]);
    return mine;
  };
}
