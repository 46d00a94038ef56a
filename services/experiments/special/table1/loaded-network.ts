import {
  Channel,
  CsiEstimator,
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
  /** By O-DU: CSI of one slot and filters of the right size. */
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
  return { topology, measured, twin, cells: loadedCells(scenario, topology, measured) };
}

function loadedCells(
  { mobility, radio, clock }: Scenario,
  topology: Topology,
  measured: Measurement,
): OduCell[] {
  const { K, L, U, Nr, Ns, oduOfRadio } = topology;
  const channel = new Channel(topology, { ...mobility, ...radio, ...clock }, 7);
  const estimator = new CsiEstimator(topology, null, 7);
  const cells = range(U).map((u) => new OduCell(topology, u));
  for (const l of range(L)) {
    const cell = cells[oduOfRadio[l]];
    estimator.estimate(channel.H, l, cell.H[cell.radios.indexOf(l)]);
  }
  const block = 2 * Nr * Ns;
  for (const cell of cells) {
    for (let k = 0; k < K; k++) {
      // Own effective channels as filters, unit weights: sizes and ranks of the real thing.
      const own = measured.Xi.subarray((k * K + k) * block, (k * K + k + 1) * block);
      const norm = Math.hypot(...own);
      for (let i = 0; i < block; i++) cell.U[k * block + i] = own[i] / (norm * norm);
      for (let s = 0; s < Ns; s++) cell.W[2 * (k * Ns * Ns + s * (Ns + 1))] = 100;
    }
  }
  return cells;
}
