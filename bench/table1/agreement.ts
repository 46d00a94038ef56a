import { loopWork } from '@chorus/experiments/special/table1/loop-work.ts';
import type { LoadedNetwork } from '@chorus/experiments/special/table1/loaded-network.ts';
import type { Scenario } from '@chorus/platform/scenario.ts';
import type { NumpyResults } from '../numpy/numpy-process.ts';
import { copyOf, precodersOf } from './numpy-network.ts';

/** Most that a result of NumPy may differ, relative to the largest number of its kind. */
export const TOLERANCE = 1e-9;

/** By what results of one near-RT loop of a scheme differ, relative to the largest number of their kind. */
export async function differences(
  scenario: Scenario,
  network: LoadedNetwork,
  theirs: NumpyResults,
): Promise<Record<string, number>> {
  const copy = copyOf(network);
  const { run, filters, V } = await loopWork(scenario, copy);
  run();
  const found: Record<string, number> = {
    V: relative(theirs.V, V === null ? precodersOf(copy) : byRadio(copy, V)),
  };
  if (filters !== null) {
    found['U'] = relative(theirs.U, filters.U);
    found['W'] = relative(theirs.W, filters.W);
    const { L } = copy.topology;
    const xi = new Float64Array(L);
    for (const cell of copy.cells) for (const [j, l] of cell.radios.entries()) xi[l] = cell.xi[j];
    found['xi'] = relative(theirs.xi, xi);
  }
  return found;
}

/** [K, L, ...] as [L, K, ...]. */
function byRadio({ topology }: LoadedNetwork, V: Float64Array): Float64Array {
  const { K, L, Nt, Ns } = topology;
  const block = 2 * Nt * Ns;
  const out = new Float64Array(V.length);
  for (let l = 0; l < L; l++) {
    for (let k = 0; k < K; k++) {
      const from = (k * L + l) * block;
      out.set(V.subarray(from, from + block), (l * K + k) * block);
    }
  }
  return out;
}

function relative(theirs: readonly number[] | null, ours: Float64Array): number {
  if (theirs?.length !== ours.length) return Infinity;
  let most = 0;
  let difference = 0;
  for (const [n, value] of ours.entries()) {
    most = Math.max(most, Math.abs(value));
    // NaN compares with nothing, and must not pass for agreement.
    if (!Number.isFinite(theirs[n]) || !Number.isFinite(value)) return Infinity;
    difference = Math.max(difference, Math.abs(theirs[n] - value));
  }
  return difference / most;
}
