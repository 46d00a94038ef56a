import { solveByNewton } from '@chorus/phy';
import { fromFlat, type Matrix } from '@chorus/phy/testing/matrix.ts';
import { assertClose } from '@chorus/phy/testing/expect.ts';
import { naiveSweep, type NaiveInput } from '@chorus/phy/testing/naive-precoder.ts';
import { each, precoderOf, type Links, type Precoders } from '@chorus/phy/testing/network.ts';
import type { PrecoderDApp } from '../dapp.ts';
import type { CreatePrecoder } from './precoder-suite.ts';
import { drawState, exchange, networks } from './state.ts';

/** Holds a precoder dApp against the naive sweep of (30), (23) or (43), after a D2 exchange and an RT loop of fading. */
export function assertEqualsOracle(
  create: CreatePrecoder,
  init: Pick<NaiveInput, 'reach' | 'coordinated'>,
): PrecoderDApp {
  const topology = networks['an ordinary network'];
  const { K, L, Nr, Nt, Ns, serving } = topology;
  const state = drawState(topology, 51);
  const links = (): Links =>
    each(K, (k) => each(L, (l) => fromFlat(state.H, Nr, Nt, 2 * (k * L + l) * Nr * Nt)));
  const cellOf = (l: number) => state.cells[topology.oduOfRadio[l]];
  const precoders = (): Precoders =>
    each(K, (k) => each(L, (l) => (serving[k].includes(l) ? precoderOf(cellOf(l), l, k) : null)));
  const dApps = state.cells.map((cell) => create({ topology, odu: cell.odu }, {}));
  const [Uk, Wk] = [state.cells[0].U.slice(), state.cells[0].W.slice()];
  exchange(state.cells, dApps[0].reach);
  const [H2, V2] = [links(), precoders()];
  state.step();
  for (const cell of state.cells) {
    const input: NaiveInput = {
      topology,
      odu: cell.odu,
      ...init,
      H: links(),
      V: V2.map((row) => [...row]),
      H2,
      V2,
      omega: [...cell.omega],
      U: each(K, (k) => fromFlat(Uk, Nr, Ns, 2 * k * Nr * Ns)),
      W: each(K, (k) => fromFlat(Wk, Ns, Ns, 2 * k * Ns * Ns)),
    };
    naiveSweep(input);
    dApps[cell.odu].precode(cell, { name: 'newton', solve: solveByNewton });
    for (const l of cell.radios) {
      for (const k of topology.served[l]) {
        assertClose(precoderOf(cell, l, k), input.V[k][l] as Matrix, 1e-7, `V of user ${k}, O-RU ${l}`);
      }
    }
  }
  return dApps[0];
}
