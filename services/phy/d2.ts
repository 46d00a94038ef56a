import { mulAdd } from './complex.ts';
import { kernel } from './kernels.ts';
import type { OduCell } from './odu-cell.ts';
import { usedPairs } from './pairs.ts';
import { range, type Topology } from './topology.ts';

/** What travels from one O-DU to another over D2, in an order that both ends derive. */
export interface D2Pairs {
  readonly length: number;
  /** User i that receives, and user k that is served, of each pair. */
  readonly receiving: Int32Array;
  readonly serving: Int32Array;
  /** The terms of each pair's sum: O-RUs j of the sender, as `terms[starts[n]]` to `terms[starts[n + 1]]`. */
  readonly starts: Int32Array;
  readonly terms: Int32Array;
  /** Of each term in the sender's cell: place of O-RU j among its own, of i in `coupled[j]`, of k in `served[j]`. */
  readonly places: Int32Array;
}

/**
 * Pairs (i, k) that O-DU `to` needs for Z (22), and to which O-RUs of `from` contribute: those of
 * L_k whose O-DU knows the channel to user i.
 */
export function d2Pairs(
  topology: Topology,
  from: number,
  to: number,
  reach: 'none' | 'served' | 'coupled',
): D2Pairs {
  const { K, serving, served, coupled, oduOfRadio, radiosOfOdu } = topology;
  const used = reach === 'none' || from === to ? new Uint8Array(K * K) : usedPairs(topology, to, reach);
  const knows = coupled.map((users) => new Set(users));
  const pairs = [...used.keys()]
    .filter((pair) => used[pair] === 1)
    .map((pair) => {
      const i = Math.floor(pair / K);
      const k = pair % K;
      return { i, k, radios: serving[k].filter((j) => oduOfRadio[j] === from && knows[j].has(i)) };
    })
    .filter(({ radios }) => radios.length > 0);
  const starts = new Int32Array(pairs.length + 1);
  for (const [n, { radios }] of pairs.entries()) starts[n + 1] = starts[n] + radios.length;
  return {
    length: pairs.length,
    receiving: Int32Array.from(pairs, ({ i }) => i),
    serving: Int32Array.from(pairs, ({ k }) => k),
    starts,
    terms: Int32Array.from(pairs.flatMap(({ radios }) => radios)),
    places: Int32Array.from(
      pairs.flatMap(({ i, k, radios }) =>
        radios.flatMap((j) => [radiosOfOdu[from].indexOf(j), coupled[j].indexOf(i), served[j].indexOf(k)]),
      ),
    ),
  };
}

/**
 * The sender's payload `sums`: for each pair the sum of H_i,j V_k,j over its own O-RUs.
 *
 * @param out [pairs, N_r, N_s] complex
 */
export function gatherSums(cell: OduCell, pairs: D2Pairs, out: Float64Array): void {
  const { Nr, Nt, Ns } = cell.topology;
  const { starts, places } = pairs;
  const multiplyAdd = kernel(Nr, Nt, Ns);
  out.fill(0);
  for (let n = 0; n < pairs.length; n++) {
    for (let t = 3 * starts[n]; t < 3 * starts[n + 1]; t += 3) {
      const local = places[t];
      const [h, v] = [2 * places[t + 1] * Nr * Nt, 2 * places[t + 2] * Nt * Ns];
      multiplyAdd(cell.H[local], h, cell.V[local], v, out, 2 * n * Nr * Ns);
    }
  }
}

/** Each H_i,j and V_k,j that the sums of the pairs are made of, once: the paper's payload. */
export interface D2Links {
  readonly hUser: Int32Array;
  readonly hRadio: Int32Array;
  readonly vUser: Int32Array;
  readonly vRadio: Int32Array;
}

/** The links behind {@link d2Pairs}, by O-RU, then user. */
export function d2Links(
  topology: Topology,
  from: number,
  to: number,
  reach: 'none' | 'served' | 'coupled',
): D2Links {
  const { K } = topology;
  const pairs = d2Pairs(topology, from, to, reach);
  const h = new Set<number>();
  const v = new Set<number>();
  for (const n of range(pairs.length)) {
    for (const j of pairs.terms.subarray(pairs.starts[n], pairs.starts[n + 1])) {
      h.add(j * K + pairs.receiving[n]);
      v.add(j * K + pairs.serving[n]);
    }
  }
  const ascending = (links: Set<number>) => Int32Array.from(links).sort();
  const [hLinks, vLinks] = [ascending(h), ascending(v)];
  return {
    hUser: hLinks.map((link) => link % K),
    hRadio: hLinks.map((link) => Math.floor(link / K)),
    vUser: vLinks.map((link) => link % K),
    vRadio: vLinks.map((link) => Math.floor(link / K)),
  };
}

/**
 * The sender's payload `channels`.
 *
 * @param H [links of H, N_r, N_t] complex
 * @param V [links of V, N_t, N_s] complex
 */
export function gatherLinks(cell: OduCell, links: D2Links, H: Float64Array, V: Float64Array): void {
  const { Nr, Nt, Ns, coupled, served } = cell.topology;
  const copy = (from: Float64Array, at: number, out: Float64Array, n: number, block: number) => {
    for (let i = 0; i < block; i++) out[n * block + i] = from[at * block + i];
  };
  for (let n = 0; n < links.hUser.length; n++) {
    const radio = links.hRadio[n];
    copy(cell.H[cell.radios.indexOf(radio)], coupled[radio].indexOf(links.hUser[n]), H, n, 2 * Nr * Nt);
  }
  for (let n = 0; n < links.vUser.length; n++) {
    const radio = links.vRadio[n];
    copy(cell.V[cell.radios.indexOf(radio)], served[radio].indexOf(links.vUser[n]), V, n, 2 * Nt * Ns);
  }
}

/**
 * The receiver's sums from the payload `channels`: equal to {@link gatherSums} at the sender.
 *
 * @param out [pairs, N_r, N_s] complex
 */
export function sumsOfLinks(
  topology: Topology,
  pairs: D2Pairs,
  links: D2Links,
  H: Float64Array,
  V: Float64Array,
  out: Float64Array,
): void {
  const { K, Nr, Nt, Ns } = topology;
  const index = (users: Int32Array, radios: Int32Array) =>
    new Map(Array.from(users, (user, n) => [radios[n] * K + user, n]));
  const hAt = index(links.hUser, links.hRadio);
  const vAt = index(links.vUser, links.vRadio);
  out.fill(0);
  for (let n = 0; n < pairs.length; n++) {
    for (let t = pairs.starts[n]; t < pairs.starts[n + 1]; t++) {
      const h = hAt.get(pairs.terms[t] * K + pairs.receiving[n]) as number;
      const v = vAt.get(pairs.terms[t] * K + pairs.serving[n]) as number;
      mulAdd(Nr, Nt, Ns, H, 2 * h * Nr * Nt, V, 2 * v * Nt * Ns, out, 2 * n * Nr * Ns);
    }
  }
}

/** Adds one sender's sums to what the receiver knows of other O-DUs (zero it first, senders in ascending order). */
export function addRemote(cell: OduCell, pairs: D2Pairs, sums: Float64Array): void {
  const { K, Nr, Ns } = cell.topology;
  const block = 2 * Nr * Ns;
  for (let n = 0; n < pairs.length; n++) {
    const at = (pairs.receiving[n] * K + pairs.serving[n]) * block;
    for (let i = 0; i < block; i++) cell.Zremote[at + i] += sums[n * block + i];
  }
}
