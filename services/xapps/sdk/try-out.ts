import { setImmediate } from 'node:timers/promises';
import type { FilterXApp, Observe, PrecoderXApp, UserObservation } from '@chorus/contracts';
import type { Random, Topology } from '@chorus/phy';
import { fitsFloat32 } from './runner.ts';

/** RT loops that an xApp is tried in: its code is compiled before it matters. */
const SLOTS = 2;

/**
 * Runs an app on drawn observations, where nothing has been observed yet, to no effect.
 *
 * @throws what the app throws, and an Error where its answers cannot be used
 */
export async function tryFilters(
  app: FilterXApp,
  { Nr, Ns, observed }: Topology,
  observe: Observe,
  users: readonly number[],
  random: Random,
): Promise<void> {
  const U = new Float64Array(2 * Nr * Ns);
  const W = new Float64Array(2 * Ns * Ns);
  for (const user of users) {
    const blocks = observe === 'neighbours' ? observed[user].length : 1;
    const observation: UserObservation = {
      user,
      nearRtLoop: 0,
      Xi: drawn(2 * blocks * Nr * Ns, random),
      J: observe === 'covariance' ? identity(Nr) : null,
      interference: observe === 'power' ? 2 : null,
    };
    app.filter(observation, U, W);
    if (!fitsFloat32(U) || !fitsFloat32(W))
      throw new Error(`U or W of user ${user} holds a non-finite number`);
    await setImmediate();
  }
}

/**
 * Runs an app on drawn channels, to no effect.
 *
 * @throws what the app throws, and an Error where its answers cannot be used
 */
export async function tryPrecoders(
  app: PrecoderXApp,
  { K, L, Nr, Nt, Ns, serving }: Topology,
  users: readonly number[],
  random: Random,
): Promise<void> {
  const H = drawn(2 * K * L * Nr * Nt, random);
  const V = new Float64Array(2 * K * L * Nt * Ns);
  const block = 2 * Nt * Ns;
  for (let slot = 0; slot < SLOTS; slot++) {
    app.precode(H, V);
    for (const k of users)
      for (const l of serving[k])
        if (!fitsFloat32(V.subarray((k * L + l) * block, (k * L + l + 1) * block)))
          throw new Error(`V of user ${k} holds a non-finite number`);
    await setImmediate();
  }
}

/** Strong enough that nothing drowns in the noise. */
function drawn(length: number, random: Random): Float64Array {
  return Float64Array.from({ length }, () => 100 * random.normal());
}

function identity(n: number): Float64Array {
  const out = new Float64Array(2 * n * n);
  for (let i = 0; i < n; i++) out[2 * (i * n + i)] = 1e5;
  return out;
}
