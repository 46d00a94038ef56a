import { setImmediate } from 'node:timers/promises';
import type { MultiplierDApp, PrecoderDApp } from '@chorus/contracts';
import { OduCell } from '@chorus/phy';

/** Slots that a dApp is tried in: its code is compiled before it matters. */
const SLOTS = 3;

/**
 * Runs dApps on a copy of what the O-DU knows now, to no effect. Users without filters get some, and the channels
 * of a run that has not begun are small but not zero, so that every dApp has something to work on.
 *
 * @throws what the dApps throw, and an Error where V or xi holds a number that is not finite
 */
export async function tryOut(
  cell: OduCell,
  precoder: PrecoderDApp,
  multiplier: MultiplierDApp,
): Promise<void> {
  const copy = copyOf(cell);
  for (let slot = 0; slot < SLOTS; slot++) {
    precoder.precode(copy, multiplier);
    for (const V of copy.V)
      if (!V.every(Number.isFinite)) throw new Error('V holds a non-finite number for an O-RU');
    if (!copy.xi.every(Number.isFinite)) throw new Error('xi holds a non-finite number');
    await setImmediate();
  }
}

function copyOf(cell: OduCell): OduCell {
  const { K, Nr, Ns } = cell.topology;
  const copy = new OduCell(cell.topology, cell.odu);
  for (const [j, H] of cell.H.entries()) fill(copy.H[j], H, 1);
  for (const [j, V] of cell.V.entries()) fill(copy.V[j], V, 1e-3);
  copy.xi.set(cell.xi);
  copy.omega.set(cell.omega);
  copy.Zremote.set(cell.Zremote);
  copy.U.set(cell.U);
  copy.W.set(cell.W);
  const [u, w] = [2 * Nr * Ns, 2 * Ns * Ns];
  for (let k = 0; k < K; k++) {
    if (copy.W.subarray(k * w, (k + 1) * w).some((value) => value !== 0)) continue;
    for (let s = 0; s < Ns; s++) {
      copy.U[k * u + 2 * (s * Ns + s)] = 1e-3;
      copy.W[k * w + 2 * (s * Ns + s)] = 1;
    }
  }
  return copy;
}

/** Copies, or where all are zero puts numbers in their place that differ from each other. */
function fill(to: Float64Array, from: Float64Array, scale: number): void {
  if (from.some((value) => value !== 0)) to.set(from);
  else for (let i = 0; i < to.length; i++) to[i] = scale * Math.sin(i + 1);
}
