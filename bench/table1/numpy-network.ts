import { observer } from '@chorus/learning/twin/observer.ts';
import { NULL_SPACE, OduCell, range, spreadCsi, WEIGHT_FLOOR } from '@chorus/phy';
import type { LoadedNetwork } from '@chorus/experiments/special/table1/loaded-network.ts';
import { RZF_LAMBDA } from '@chorus/experiments/special/table1/loop-work.ts';
import type { Scenario } from '@chorus/platform/scenario.ts';

/** A network with cells of its own, to compute on without a trace in the given one. */
export function copyOf(network: LoadedNetwork): LoadedNetwork {
  const cells = network.cells.map((cell) => {
    const copy = new OduCell(cell.topology, cell.odu);
    for (const [j, H] of cell.H.entries()) copy.H[j].set(H);
    for (const [j, V] of cell.V.entries()) copy.V[j].set(V);
    for (const name of ['xi', 'omega', 'U', 'W', 'Zremote'] as const) copy[name].set(cell[name]);
    return copy;
  });
  return { ...network, cells };
}

/** V_k,l out of all cells, [L, K, N_t, N_s] complex, zero where O-RU l does not serve user k. */
export function precodersOf({ topology, cells }: LoadedNetwork): Float64Array {
  const { L, K, Nt, Ns, served } = topology;
  const block = 2 * Nt * Ns;
  const V = new Float64Array(L * K * block);
  for (const cell of cells) {
    for (const [j, l] of cell.radios.entries()) {
      for (const [n, k] of served[l].entries())
        V.set(cell.V[j].subarray(n * block, (n + 1) * block), (l * K + k) * block);
    }
  }
  return V;
}

/** All that `table1.py` needs to compute the same from the same state. JSON keeps every bit of a float64. */
export function numpyNetwork(scenario: Scenario, network: LoadedNetwork): object {
  const { topology, cells, measured } = network;
  const { K, L, U, Nr, Nt, Ns, pMax, oduOfRadio, served, serving } = topology;
  const { loading_db: loadingDb } = scenario.xapp;
  // `spreadCsi` is by user, NumPy's batches are by O-RU.
  const byUser = new Float64Array(2 * K * L * Nr * Nt);
  spreadCsi(topology, cells, 'coupled', byUser);
  const block = 2 * Nr * Nt;
  const pairs = range(L).flatMap((l) => range(K).map((k) => k * L + l));
  const H = pairs.flatMap((pair) => [...byUser.subarray(pair * block, (pair + 1) * block)]);
  const see = observer(topology, 'neighbours');
  return {
    K,
    L,
    U,
    Nr,
    Nt,
    Ns,
    pMax,
    oduOfRadio,
    served,
    serving,
    H,
    V: [...precodersOf(network)],
    omega: [...cells[0].omega],
    filters: [...cells[0].U],
    weights: [...cells[0].W],
    remote: cells.flatMap(({ Zremote }) => [...Zremote]),
    observed: range(K).flatMap((k) => [...see(measured, k).Xi]),
    loading: loadingDb === null ? 0 : 10 ** (loadingDb / 10),
    weightFloor: WEIGHT_FLOOR,
    nullSpace: NULL_SPACE,
    rzfLambda: RZF_LAMBDA,
    rtLoops: scenario.clock.rt_loops,
  };
}
