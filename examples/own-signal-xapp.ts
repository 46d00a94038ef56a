/**
 * An xApp in one file: each user's filter from its own effective channel alone, as if all
 * interference were white with a fixed power.
 *
 *     ./scripts/chorus run paper --set xapp.name=examples/own-signal-xapp.ts
 */
import type { FilterXApp, XAppComponents } from '@chorus/contracts';
import { FilterEquations, WEIGHT_FLOOR } from '@chorus/phy';

/** Interference power that is taken for granted, over the noise power: 57 dB. */
const INTERFERENCE = 5e5;

export function createXApp({ topology }: XAppComponents): FilterXApp {
  const { Nr, Ns } = topology;
  const equations = new FilterEquations(Nr, Ns);
  const J = new Float64Array(2 * Nr * Nr);
  return {
    name: 'own-signal',
    gives: 'filters',
    filter({ Xi }, U, W) {
      // J = Xi Xi^H + I; Xi[0 ... Nr Ns) is the user's own channel.
      for (let r = 0; r < Nr; r++) {
        for (let q = 0; q < Nr; q++) {
          let re = r === q ? 1 : 0;
          let im = 0;
          for (let s = 0; s < Ns; s++) {
            const a = 2 * (r * Ns + s);
            const b = 2 * (q * Ns + s);
            re += Xi[a] * Xi[b] + Xi[a + 1] * Xi[b + 1];
            im += Xi[a + 1] * Xi[b] - Xi[a] * Xi[b + 1];
          }
          J[2 * (r * Nr + q)] = re;
          J[2 * (r * Nr + q) + 1] = im;
        }
      }
      equations.receiveFilter(J, INTERFERENCE, Xi, 0, U);
      equations.weight(U, Xi, 0, WEIGHT_FLOOR, W);
    },
  };
}
