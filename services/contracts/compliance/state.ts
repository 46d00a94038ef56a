import {
  addRemote,
  buildTopology,
  Channel,
  d2Pairs,
  FilterEquations,
  filterUsers,
  gatherSums,
  hear,
  LocalRzf,
  Measurement,
  channelsByRadio,
  OduCell,
  range,
  usedPairs,
  WEIGHT_FLOOR,
  type Topology,
} from '@chorus/phy';
import type { Reach } from '../dapp.ts';

const base = {
  radios: 10,
  users: 6,
  odus: 2,
  nt: 4,
  nr: 2,
  cluster: 4,
  observed: 4,
  area_m: 150,
  p_max_dbm: 30,
  noise_dbm: -114,
  carrier_ghz: 2,
  shadowing_db: 0,
};

/** The networks that apps are run on: an ordinary one, and those that are known to break things. */
export const networks: Readonly<Record<string, Topology>> = {
  'an ordinary network': buildTopology(base, 1),
  'matrices that lack rank': buildTopology({ ...base, nr: 1, users: 4, cluster: 3 }, 2),
  'O-RUs that serve nobody and O-DUs without O-RUs': buildTopology(
    { ...base, radios: 6, users: 2, cluster: 2, odus: 9, observed: 2 },
    3,
  ),
  'more antennas at users than at O-RUs': buildTopology({ ...base, nt: 2, nr: 4, users: 4 }, 4),
  'more users than antennas': buildTopology({ ...base, radios: 4, users: 9, cluster: 2, nt: 2 }, 5),
};

/** A network at work: what every process of it knows in one RT loop. */
export interface State {
  readonly topology: Topology;
  /** The true channel, [K, L, N_r, N_t] complex. */
  readonly H: Float64Array;
  readonly measured: Measurement;
  /** Cells with channels, filters and precoders, but nothing of D2; by O-DU. */
  readonly cells: readonly OduCell[];
  /** One RT loop of fading, and the cells' channels with it. */
  readonly step: () => void;
}

/** Draws a state: D-RZF precoders, what the users measure of them, and the closed form's U and W. */
export function drawState(topology: Topology, seed: number): State {
  const { K, L, U, Nr, Ns } = topology;
  const channel = new Channel(topology, { speed_mps: 1.4, carrier_ghz: 2, rt_loop_ms: 1 }, seed);
  const cells = range(U).map((u) => new OduCell(topology, u));
  const hearAll = () => hear(topology, channel.H, channelsByRadio(topology, cells));
  hearAll();
  const V = new Array<Float64Array>(L);
  const start = new LocalRzf(topology, 0, 1e6);
  for (const cell of cells) {
    start.precode(cell);
    for (const [j, l] of cell.radios.entries()) V[l] = cell.V[j];
  }
  const measured = new Measurement(topology);
  measured.measure(channel.H, V);
  const equations = new FilterEquations(Nr, Ns);
  for (let k = 0; k < K; k++) {
    const J = measured.J.subarray(2 * k * Nr * Nr, 2 * (k + 1) * Nr * Nr);
    const own = 2 * (k * K + k) * Nr * Ns;
    const Uk = cells[0].U.subarray(2 * k * Nr * Ns, 2 * (k + 1) * Nr * Ns);
    equations.receiveFilter(J, 0, measured.Xi, own, Uk);
    equations.weight(
      Uk,
      measured.Xi,
      own,
      WEIGHT_FLOOR,
      cells[0].W.subarray(2 * k * Ns * Ns, 2 * (k + 1) * Ns * Ns),
    );
    for (const cell of cells) cell.omega[k] = 1 + (k % 3);
  }
  for (const cell of cells.slice(1)) {
    cell.U.set(cells[0].U);
    cell.W.set(cells[0].W);
  }
  const step = () => {
    channel.step();
    hearAll();
  };
  return {
    topology,
    // The channel's array is another one after each step.
    get H() {
      return channel.H;
    },
    measured,
    cells,
    step,
  };
}

/**
 * What D2 brings to every cell for a precoder of this reach. Where D2 or E2 brings nothing the cell holds NaN,
 * so that reading it shows.
 */
export function exchange(cells: readonly OduCell[], reach: Reach): void {
  const { topology } = cells[0];
  const block = 2 * topology.Nr * topology.Ns;
  for (const cell of cells) {
    cell.Zremote.fill(0);
    for (const sender of cells) {
      const pairs = d2Pairs(topology, sender.odu, cell.odu, reach);
      const sums = new Float64Array(pairs.length * block);
      gatherSums(sender, pairs, sums);
      addRemote(cell, pairs, sums);
    }
    const used = reach === 'none' ? null : usedPairs(topology, cell.odu, reach);
    for (let pair = 0; pair < topology.K ** 2; pair++) {
      if (used === null || used[pair] === 0) cell.Zremote.fill(NaN, pair * block, (pair + 1) * block);
    }
    const known = filterUsers(topology, cell.odu, reach);
    for (const k of range(topology.K).filter((user) => !known.includes(user))) {
      cell.U.fill(NaN, k * block, (k + 1) * block);
      cell.W.fill(NaN, 2 * k * topology.Ns ** 2, 2 * (k + 1) * topology.Ns ** 2);
    }
  }
}

/** A cell with the same numbers in memory of its own. */
export function copyCell(cell: OduCell): OduCell {
  const copy = new OduCell(cell.topology, cell.odu);
  for (const [j, H] of cell.H.entries()) copy.H[j].set(H);
  for (const [j, V] of cell.V.entries()) copy.V[j].set(V);
  for (const field of ['xi', 'omega', 'U', 'W', 'Zremote'] as const) copy[field].set(cell[field]);
  return copy;
}
