import { loadMultiplier, loadPrecoder, loadXApp } from '@chorus/platform/load-app.ts';
import { loadScenario } from '@chorus/platform/scenario.ts';
import { loadedNetwork } from '@chorus/experiments/special/table1/loaded-network.ts';
import { Channel, range, spreadCsi } from '@chorus/phy';
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
  const { topology, cells, twin } = await loadedNetwork(scenario);
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
