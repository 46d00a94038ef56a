import { buildTopology, type Topology, type TopologyInit } from '../topology.ts';
import { OduCell } from '../odu-cell.ts';
import { fromFlat, scale, squaredNorm, toFlat, type Matrix } from './matrix.ts';
import type { Source } from './source.ts';

/** A network that a test can draw in no time, with the paper's radio. */
export const smallNetwork: TopologyInit = {
  radios: 8,
  users: 5,
  odus: 2,
  nt: 4,
  nr: 2,
  cluster: 3,
  observed: 3,
  area_m: 150,
  p_max_dbm: 30,
  noise_dbm: -114,
  carrier_ghz: 2,
  shadowing_db: 0,
};

export function network(overrides: Partial<TopologyInit> = {}, seed = 1): Topology {
  return buildTopology({ ...smallNetwork, ...overrides }, seed);
}

/** H_k,l as H[k][l], over the root of the noise power. */
export type Links = Matrix[][];
/** V_k,l as V[k][l]; null where O-RU l does not serve user k. */
export type Precoders = (Matrix | null)[][];

export function drawLinks({ K, L, Nr, Nt, beta, noise }: Topology, source: Source): Links {
  return each(K, (k) => each(L, (l) => source.matrix(Nr, Nt, Math.sqrt(beta[k * L + l] / noise / 2))));
}

/** Random precoders; each O-RU transmits `power` watts. */
export function drawPrecoders(topology: Topology, source: Source, power = topology.pMax): Precoders {
  const { K, L, Nt, Ns, served } = topology;
  const V: Precoders = each(K, () => each(L, () => null));
  for (let l = 0; l < L; l++) {
    const drawn = served[l].map(() => source.matrix(Nt, Ns));
    const total = drawn.reduce((sum, v) => sum + squaredNorm(v), 0);
    for (const [n, k] of served[l].entries()) V[k][l] = scale(drawn[n], Math.sqrt(power / total));
  }
  return V;
}

/** [K, L, N_r, N_t] or [K, L, N_t, N_s] interleaved; zeros for null. */
export function dense(
  blocks: readonly (readonly (Matrix | null)[])[],
  rows: number,
  columns: number,
): Float64Array {
  const size = 2 * rows * columns;
  const out = new Float64Array(blocks.length * blocks[0].length * size);
  for (const [n, block] of blocks.flat().entries()) if (block !== null) out.set(toFlat(block), n * size);
  return out;
}

/** V by O-RU, [served, N_t, N_s] interleaved each: what a cell and a measurement hold. */
export function byRadio({ served }: Topology, V: Precoders): Float64Array[] {
  return served.map((users, l) =>
    Float64Array.from(users.flatMap((k) => Array.from(toFlat(V[k][l] as Matrix)))),
  );
}

/** A cell that knows H and V of its own O-RUs. */
export function makeCell(topology: Topology, odu: number, H: Links, V: Precoders): OduCell {
  const cell = new OduCell(topology, odu);
  const radios = byRadio(topology, V);
  for (const [j, l] of cell.radios.entries()) {
    setChannels(cell, j, H);
    cell.V[j].set(radios[l]);
  }
  return cell;
}

/** H of local O-RU j, for the users that its O-DU knows of. */
export function setChannels(cell: OduCell, j: number, H: Links): void {
  const l = cell.radios[j];
  const block = 2 * cell.topology.Nr * cell.topology.Nt;
  for (const [n, i] of cell.topology.coupled[l].entries()) cell.H[j].set(toFlat(H[i][l]), n * block);
}

/** V_k,l out of a cell. */
export function precoderOf(cell: OduCell, l: number, k: number): Matrix {
  const { Nt, Ns, served } = cell.topology;
  return fromFlat(cell.V[cell.radios.indexOf(l)], Nt, Ns, 2 * served[l].indexOf(k) * Nt * Ns);
}

/** An array of `n` made by index. */
export const each = <T>(n: number, at: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => at(i));
