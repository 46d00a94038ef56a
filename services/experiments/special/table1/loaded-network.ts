import {
  addRemote,
  Channel,
  d2Pairs,
  gatherSums,
  channelsByRadio,
  hear,
  OduCell,
  range,
  type Measurement,
  type Topology,
  type Twin,
} from '@chorus/phy';
import { createTwin } from '@chorus/platform/scenario-twin.ts';
import type { Scenario } from '@chorus/platform/scenario.ts';

/** A network in mid-run, as apps find it: what they are timed on. */
export interface LoadedNetwork {
  readonly topology: Topology;
  /** By O-DU: CSI of one slot, precoders in force, sums of the last D2 and filters of the right size. */
  readonly cells: readonly OduCell[];
  readonly measured: Measurement;
  readonly twin: Twin;
}

/** Near-RT loops before the picture is taken. */
const LOOPS = 3;

/** Of a scenario under `neighbours`, since Xi is then measured for every pair. */
export async function loadedNetwork(scenario: Scenario): Promise<LoadedNetwork> {
  const twin = await createTwin(scenario);
  for (let n = 0; n < LOOPS; n++) twin.loop();
  const { topology, measured } = twin;
  return { topology, measured, twin, cells: loadedCells(scenario, twin) };
}

function loadedCells({ mobility, radio, clock }: Scenario, { topology, measured, mu, V }: Twin): OduCell[] {
  const { K, L, U, Nr, Ns, oduOfRadio } = topology;
  const channel = new Channel(topology, { ...mobility, ...radio, ...clock }, 7);
  const cells = range(U).map((u) => new OduCell(topology, u));
  hear(topology, channel.H, channelsByRadio(topology, cells));
  for (const l of range(L)) {
    const cell = cells[oduOfRadio[l]];
    const local = cell.radios.indexOf(l);
    cell.V[local].set(V[l]);
  }
  const block = 2 * Nr * Ns;
  exchange(topology, cells);
  for (const cell of cells) {
    for (let k = 0; k < K; k++) {
      cell.omega[k] = 1 + mu[k];
      // Own effective channels as filters, unit weights: sizes and ranks of the real thing.
      const own = measured.Xi.subarray((k * K + k) * block, (k * K + k + 1) * block);
      const norm = Math.hypot(...own);
      for (let i = 0; i < block; i++) cell.U[k * block + i] = own[i] / (norm * norm);
      for (let s = 0; s < Ns; s++) cell.W[2 * (k * Ns * Ns + s * (Ns + 1))] = 100;
    }
  }
  return cells;
}

/** What D2 brings at a near-RT loop's end. */
function exchange(topology: Topology, cells: readonly OduCell[]): void {
  const { U, Nr, Ns } = topology;
  for (const to of range(U)) {
    for (const from of range(U)) {
      const pairs = d2Pairs(topology, from, to, 'coupled');
      const sums = new Float64Array(2 * pairs.length * Nr * Ns);
      gatherSums(cells[from], pairs, sums);
      addRemote(cells[to], pairs, sums);
    }
  }
}
