/**
 * A precoder dApp in one file: maximum-ratio transmission, V_k,l proportional to H_k,l^H, with equal
 * power for each served user.
 *
 *     ./scripts/chorus run paper --set odu.precoder=examples/maximum-ratio-dapp.ts --set scheme.name=d-rzf
 */
import type { DAppComponents, PrecoderDApp } from '@chorus/contracts';

export function createPrecoder({ topology }: DAppComponents): PrecoderDApp {
  const { Nr, Nt, Ns, pMax, served, coupled } = topology;
  return {
    name: 'maximum-ratio',
    reach: 'none', // needs nothing over D2
    control: 'none', // nor over E2
    precode(cell) {
      for (const [j, l] of cell.radios.entries()) {
        const H = cell.H[j];
        const V = cell.V[j];
        for (const [n, k] of served[l].entries()) {
          const h = 2 * coupled[l].indexOf(k) * Nr * Nt;
          const v = 2 * n * Nt * Ns;
          let power = 0;
          for (let t = 0; t < Nt; t++) {
            for (let s = 0; s < Ns; s++) {
              const from = h + 2 * (s * Nt + t);
              const to = v + 2 * (t * Ns + s);
              V[to] = H[from];
              V[to + 1] = -H[from + 1];
              power += H[from] ** 2 + H[from + 1] ** 2;
            }
          }
          // A user out of reach altogether gets nothing.
          const scale = power > 0 ? Math.sqrt(pMax / served[l].length / power) : 0;
          for (let i = v; i < v + 2 * Nt * Ns; i++) V[i] *= scale;
        }
      }
    },
  };
}
