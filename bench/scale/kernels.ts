import {
  Channel,
  channelsByRadio,
  CsiEstimator,
  hear,
  LocalRzf,
  Measurement,
  OduCell,
  range,
  type Topology,
} from '@chorus/phy';
import { loadMultiplier, loadPrecoder } from '@chorus/platform/load-app.ts';
import { topologyOf } from '@chorus/platform/scenario-twin.ts';
import type { Scenario } from '@chorus/platform/scenario.ts';
import { filtersOf } from '../budget/filters.ts';

/** A computation of a slot, or of a near-RT loop. */
export interface Kernel {
  readonly name: string;
  readonly run: () => void;
  /** Times in a slot: less than one for what a near-RT loop has once. */
  readonly perSlot: number;
}

/** What ru-sim, the O-DUs and the xApp of the proposed scheme compute for a network, in mid-run, without wires. */
export async function kernelsOf(scenario: Scenario): Promise<{ topology: Topology; kernels: Kernel[] }> {
  const topology = topologyOf(scenario);
  const { L, U, Nt, Ns, oduOfRadio, served } = topology;
  const { mobility, radio, clock, rzf, seed } = scenario;
  const channel = new Channel(topology, { ...mobility, ...radio, ...clock }, seed);
  const estimator = new CsiEstimator(topology, scenario.csi.error_db, seed);
  const measured = new Measurement(topology);
  const cells = range(U).map((u) => new OduCell(topology, u));
  const V = range(L).map((l) => new Float64Array(2 * served[l].length * Nt * Ns));
  const places = range(L).map((l) => cells[oduOfRadio[l]].radios.indexOf(l));
  const heard = channelsByRadio(topology, cells);
  const estimate = () => hear(topology, estimator.estimate(channel.H), heard);
  const transmit = () => {
    for (let l = 0; l < L; l++) V[l].set(cells[oduOfRadio[l]].V[places[l]]);
  };
  const { run: xapp } = await filtersOf(scenario, topology, measured, cells);
  const precode = await precoderOf(topology, cells);

  estimate();
  for (const cell of cells) new LocalRzf(topology, cell.odu, rzf.start_lambda).precode(cell);
  transmit();
  measured.measure(channel.H, V);
  xapp();
  precode();
  transmit();
  return {
    topology,
    kernels: [
      { name: 'channel step (2)', run: () => channel.step(), perSlot: 1 },
      { name: 'CSI', run: estimate, perSlot: 1 },
      { name: 'measurement (7)-(9)', run: () => measured.measure(channel.H, V), perSlot: 1 },
      { name: 'dApps (28), (30)', run: precode, perSlot: 1 },
      { name: 'xApp (16), (17)', run: xapp, perSlot: 1 / clock.rt_loops },
    ],
  };
}

async function precoderOf(topology: Topology, cells: readonly OduCell[]): Promise<() => void> {
  const dApps = await Promise.all(
    cells.map(async ({ odu }) => ({
      precoder: await loadPrecoder('served', { topology, odu }, {}),
      multiplier: await loadMultiplier('newton', { topology, odu }, {}),
    })),
  );
  return () => {
    for (const cell of cells) dApps[cell.odu].precoder.precode(cell, dApps[cell.odu].multiplier);
  };
}
