import { observer } from '@chorus/learning/twin/observer.ts';
import type { Measurement, OduCell, Topology } from '@chorus/phy';
import { loadXApp } from '@chorus/platform/load-app.ts';
import { xappInit } from '@chorus/platform/scenario-twin.ts';
import type { Scenario } from '@chorus/platform/scenario.ts';
import { schemeApps } from '@chorus/platform/schemes.ts';
import type { Part } from './parts.ts';

/** The scheme's xApp: U_k and W_k of all users from what was measured, into every cell. */
export async function filtersOf(
  scenario: Scenario,
  topology: Topology,
  measured: Measurement,
  cells: readonly OduCell[],
): Promise<Part> {
  const { K, Nr, Ns } = topology;
  const { observe } = scenario.network;
  const { xapp: name } = schemeApps(scenario);
  const xapp = await loadXApp(name ?? '', { topology, observe }, xappInit(scenario, topology));
  if (xapp.gives !== 'filters') throw new Error(`${xapp.name} gives no filters`);
  const see = observer(topology, observe);
  const U = new Float64Array(2 * Nr * Ns);
  const W = new Float64Array(2 * Ns * Ns);
  const run = () => {
    for (let user = 0; user < K; user++) {
      const { Xi, J, interference = null } = see(measured, user);
      xapp.filter({ user, nearRtLoop: 0, Xi, J, interference }, U, W);
      for (const cell of cells) {
        cell.U.set(U, user * U.length);
        cell.W.set(W, user * W.length);
      }
    }
  };
  return { owner: 'xApp', name: 'U and W (16), (17)', perLoop: true, run };
}
