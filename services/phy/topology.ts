import { Random } from './random.ts';

/** What a topology is drawn from: the `network` and `radio` groups of a scenario. */
export interface TopologyInit {
  radios: number;
  users: number;
  odus: number;
  nt: number;
  nr: number;
  cluster: number;
  observed: number;
  area_m: number;
  p_max_dbm: number;
  noise_dbm: number;
  carrier_ghz: number;
  shadowing_db: number;
}

/**
 * Who is where, who serves whom and who must know of whom: fixed for a run, equal in every process.
 * Every list of ids is ascending, except `observed`, which starts with the user itself.
 */
export interface Topology {
  readonly K: number;
  readonly L: number;
  readonly U: number;
  readonly Nt: number;
  readonly Nr: number;
  /** N_s = min(N_t, N_r), data streams of a user. */
  readonly Ns: number;
  /** P_max [W]. */
  readonly pMax: number;
  /** sigma^2 [W]. Channels are divided by its root, so the noise power in every equation is 1. */
  readonly noise: number;
  readonly area: number;
  /** [L, 2] and [K, 2], metres. */
  readonly radiosXY: Float64Array;
  readonly usersXY: Float64Array;
  /** beta, large-scale fading, linear, [K, L]. */
  readonly beta: Float64Array;
  /** [L] */
  readonly oduOfRadio: readonly number[];
  /** L_u^DU, [U]. */
  readonly radiosOfOdu: readonly (readonly number[])[];
  /** L_k^UE, [K]. */
  readonly serving: readonly (readonly number[])[];
  /** K_l, [L]. */
  readonly served: readonly (readonly number[])[];
  /** I_k: the user itself, then the others by falling similarity, [K]. */
  readonly observed: readonly (readonly number[])[];
  /** Users whose channel O-RU l's O-DU knows: those that share an O-RU with a user of K_l, [L]. */
  readonly coupled: readonly (readonly number[])[];
  /** The O-DU of each user's strongest O-RU: it reports the user over E2, [K]. */
  readonly anchor: readonly number[];
  readonly usersOfAnchor: readonly (readonly number[])[];
}

const RADIO_HEIGHT_M = 10;
const USER_HEIGHT_M = 2;
const MIN_DISTANCE_M = 10;

/** Distance over a wrapped-around axis: min(|d|, area - |d|). */
export function wrap(d: number, area: number): number {
  const distance = Math.abs(d) % area;
  return Math.min(distance, area - distance);
}

/**
 * Large-scale fading, 3GPP TR 36.814 UMi NLOS: 36.7 log10(d) + 22.7 + 26 log10(f) dB.
 *
 * @param distance in three dimensions [m], taken as at least 10 m
 * @param carrier [GHz]
 * @returns beta, linear
 */
export function umiNlos(distance: number, carrier: number): number {
  const d = Math.max(distance, MIN_DISTANCE_M);
  return 10 ** (-(36.7 * Math.log10(d) + 22.7 + 26 * Math.log10(carrier)) / 10);
}

/**
 * beta_k,l of every pair, without shadowing.
 *
 * @param radiosXY [L, 2] metres
 * @param usersXY [K, 2] metres
 * @returns [K, L]
 */
export function largeScaleFading(
  radiosXY: Float64Array,
  usersXY: Float64Array,
  area: number,
  carrier: number,
): Float64Array {
  const L = radiosXY.length / 2;
  const K = usersXY.length / 2;
  const beta = new Float64Array(K * L);
  for (let k = 0; k < K; k++) {
    for (let l = 0; l < L; l++) {
      const dx = wrap(radiosXY[2 * l] - usersXY[2 * k], area);
      const dy = wrap(radiosXY[2 * l + 1] - usersXY[2 * k + 1], area);
      beta[k * L + l] = umiNlos(Math.hypot(dx, dy, RADIO_HEIGHT_M - USER_HEIGHT_M), carrier);
    }
  }
  return beta;
}

/** L_k^UE: the `cluster` O-RUs with the largest beta, ascending. */
export function servingClusters(beta: Float64Array, K: number, L: number, cluster: number): number[][] {
  return range(K).map((k) =>
    range(L)
      .sort((a, b) => beta[k * L + b] - beta[k * L + a] || a - b)
      .slice(0, cluster)
      .sort((a, b) => a - b),
  );
}

/** I_k: user k, then the others by falling sum over l of beta_i,l beta_k,l. */
export function observedSets(beta: Float64Array, K: number, L: number, size: number): number[][] {
  const similarity = (i: number, k: number) => {
    let sum = 0;
    for (let l = 0; l < L; l++) sum += beta[i * L + l] * beta[k * L + l];
    return sum;
  };
  return range(K).map((k) => {
    const score = range(K).map((i) => similarity(i, k));
    const others = range(K)
      .filter((i) => i !== k)
      .sort((a, b) => score[b] - score[a] || a - b);
    return [k, ...others].slice(0, size);
  });
}

/** The O-DU of a position: the area is a grid of U subareas, as square as U allows. */
export function oduAt(x: number, y: number, area: number, odus: number): number {
  let rows = Math.floor(Math.sqrt(odus));
  while (odus % rows !== 0) rows--;
  const columns = odus / rows;
  const cell = (v: number, n: number) => Math.min(n - 1, Math.floor((v / area) * n));
  return cell(y, rows) * columns + cell(x, columns);
}

/** What a topology is made from once the positions are there; the test vectors start here. */
export interface Placement {
  radiosXY: Float64Array;
  usersXY: Float64Array;
  oduOfRadio: readonly number[];
  beta: Float64Array;
}

/** Draws positions (and shadowing) from the seed and derives who serves and observes whom. */
export function buildTopology(init: TopologyInit, seed: number): Topology {
  const { radios: L, users: K, area_m: area } = init;
  const random = new Random(seed, 'positions');
  const draw = (n: number) => Float64Array.from({ length: 2 * n }, () => random.uniform() * area);
  const radiosXY = draw(L);
  const usersXY = draw(K);
  const beta = largeScaleFading(radiosXY, usersXY, area, init.carrier_ghz);
  if (init.shadowing_db > 0) {
    const shadowing = new Random(seed, 'shadowing');
    for (let i = 0; i < beta.length; i++) beta[i] *= 10 ** ((init.shadowing_db * shadowing.normal()) / 10);
  }
  const oduOfRadio = range(L).map((l) => oduAt(radiosXY[2 * l], radiosXY[2 * l + 1], area, init.odus));
  return deriveTopology(init, { radiosXY, usersXY, oduOfRadio, beta });
}

/** Clusters, observed and coupled sets and anchors of a placement. */
export function deriveTopology(init: TopologyInit, placement: Placement): Topology {
  const { radios: L, users: K, odus: U, nt: Nt, nr: Nr } = init;
  const { beta, oduOfRadio } = placement;
  const serving = servingClusters(beta, K, L, init.cluster);
  const served = range(L).map((l) => range(K).filter((k) => serving[k].includes(l)));
  const shares = serving.map((radios) => new Set(radios.flatMap((l) => served[l])));
  const coupled = served.map((users) => ascending(new Set(users.flatMap((k) => [...shares[k]]))));
  const strongest = (k: number) =>
    serving[k].reduce((best, l) => (beta[k * L + l] > beta[k * L + best] ? l : best), serving[k][0]);
  const anchor = range(K).map((k) => oduOfRadio[strongest(k)]);
  return {
    K,
    L,
    U,
    Nt,
    Nr,
    Ns: Math.min(Nt, Nr),
    pMax: 10 ** ((init.p_max_dbm - 30) / 10),
    noise: 10 ** ((init.noise_dbm - 30) / 10),
    area: init.area_m,
    ...placement,
    radiosOfOdu: range(U).map((u) => range(L).filter((l) => oduOfRadio[l] === u)),
    serving,
    served,
    observed: observedSets(beta, K, L, init.observed),
    coupled,
    anchor,
    usersOfAnchor: range(U).map((u) => range(K).filter((k) => anchor[k] === u)),
  };
}

/** The O-DUs that serve user k: those with at least one O-RU of L_k^UE, ascending. */
export function odusOfUser({ serving, oduOfRadio }: Topology, k: number): number[] {
  return ascending(new Set(serving[k].map((l) => oduOfRadio[l])));
}

/** Users that O-DU u serves through at least one of its O-RUs, ascending. */
export function usersOfOdu({ radiosOfOdu, served }: Topology, u: number): number[] {
  return ascending(new Set(radiosOfOdu[u].flatMap((l) => served[l])));
}

/** Users whose U_k and W_k the sums of O-DU u's precoder need, by how far they reach; ascending. */
export function filterUsers(
  { radiosOfOdu, served, coupled }: Topology,
  u: number,
  reach: 'none' | 'served' | 'coupled',
): number[] {
  return ascending(new Set(radiosOfOdu[u].flatMap((l) => (reach === 'coupled' ? coupled[l] : served[l]))));
}

/** 0, 1, ..., n - 1. */
export function range(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}

function ascending(ids: Iterable<number>): number[] {
  return [...ids].sort((a, b) => a - b);
}
