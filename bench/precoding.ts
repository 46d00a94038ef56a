import { loadMultiplier, loadPrecoder, loadXApp } from '@chorus/platform/load-app.ts';
import { loadScenario } from '@chorus/platform/scenario.ts';
import { createTwin, topologyOf } from '@chorus/platform/scenario-twin.ts';
import { Channel, CsiEstimator, OduCell, range, spreadCsi, Measurement, type Topology } from '@chorus/phy';
import { medianMs } from './clock.ts';

/** One row: a computation of one RT loop of the whole network, and its ratio to D-RZF in this run. */
export interface PrecodingRow {
  name: string;
  ms: number;
  ratio: number;
}

/**
 * Milliseconds per RT loop of each dApp and scheme at the paper's scale, on one core, all O-DUs one after the other.
 */
export async function benchPrecoding(calls: number): Promise<PrecodingRow[]> {
  const scenario = loadScenario('paper');
  const topology = topologyOf(scenario);
  const twin = await createTwin(scenario);
  for (let n = 0; n < 3; n++) twin.loop();
  const cells = snapshot(topology, twin.measured);
  const rows: { name: string; ms: number }[] = [];
  const add = (name: string, run: () => void) => rows.push({ name, ms: medianMs(run, calls) });

  for (const name of ['d-rzf', 'wmmse', 'served', 'wide']) {
    const multiplier = await loadMultiplier('newton', { topology, odu: 0 }, {});
    const dApps = await Promise.all(
      range(topology.U).map((odu) => loadPrecoder(name, { topology, odu }, { rzfLambda: 1e6 })),
    );
    add(`dApp ${name}`, () => {
      for (const cell of cells) dApps[cell.odu].precode(cell, multiplier);
    });
  }
  for (const name of ['c-rzf', 'p-rzf']) {
    const xapp = await loadXApp(name, { topology, observe: 'neighbours' }, { rzfLambda: 1e6 });
    if (xapp.gives !== 'precoders') continue;
    const { K, L, Nr, Nt, Ns } = topology;
    const H = new Float64Array(2 * K * L * Nr * Nt);
    const V = new Float64Array(2 * K * L * Nt * Ns);
    spreadCsi(topology, cells, xapp.csi, H);
    add(`xApp ${name}`, () => xapp.precode(H, V));
  }
  const xapp = await loadXApp('closed-form', { topology, observe: 'neighbours' }, { loadingDb: 56 });
  if (xapp.gives === 'filters') {
    const { Nr, Ns, observed } = topology;
    const U = new Float64Array(2 * Nr * Ns);
    const W = new Float64Array(2 * Ns * Ns);
    const Xi = twin.measured.Xi.slice(0, 2 * observed[0].length * Nr * Ns);
    const observation = { nearRtLoop: 0, Xi, J: null, interference: null };
    add('xApp closed-form (a near-RT loop)', () => {
      for (let user = 0; user < topology.K; user++) xapp.filter({ user, ...observation }, U, W);
    });
  }
  const channel = new Channel(topology, { speed_mps: 1.4, carrier_ghz: 2, rt_loop_ms: 1 }, 1);
  add('ru-sim channel step (2)', () => channel.step());
  add('ru-sim measurement (7)-(9)', () => twin.measured.measure(channel.H, twin.V));
  const reference = rows[0].ms;
  return rows.map((row) => ({ ...row, ratio: row.ms / reference }));
}

/** Cells as an O-DU has them in mid-run: CSI of one slot and filters of the closed form. */
function snapshot(topology: Topology, measured: Measurement): OduCell[] {
  const channel = new Channel(topology, { speed_mps: 1.4, carrier_ghz: 2, rt_loop_ms: 1 }, 7);
  const estimator = new CsiEstimator(topology, null, 7);
  const cells = range(topology.U).map((u) => new OduCell(topology, u));
  for (const l of range(topology.L)) {
    const cell = cells[topology.oduOfRadio[l]];
    estimator.estimate(channel.H, l, cell.H[cell.radios.indexOf(l)]);
  }
  const { K, Nr, Ns } = topology;
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
