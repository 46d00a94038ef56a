import {
  cholesky,
  FilterEquations,
  fromCholesky,
  HermitianEigen,
  mulAdd,
  mulByHermitianAdd,
  mulHermitianAdd,
  WEIGHT_FLOOR,
} from '@chorus/phy';
import type { Observed, Policy, PolicyInit } from './policy.ts';
import { Sight } from './sight.ts';

/** ||Xi|| U at an action of 1; closed-form filters of the paper's network stay within it. */
const FILTER_SCALE = 8;
/** Logarithm of L's diagonal at an action of 1. */
const DIAGONAL_REACH = 4;
/** L's entries below the diagonal at an action of 1, over the geometric mean of their diagonal entries. */
const LOWER_SCALE = 2;

/**
 * The paper's action: the network gives L_k and U_k themselves, a_k = [tril(L_k), U_k], 2 N_r N_s + N_s^2 numbers, and
 * W_k = L_k L_k^H (31).
 *
 * Everything is given in the user's own gauge: its streams turned so that the columns of Xi_k,k are
 * orthogonal, the strongest first, their first entries real. Otherwise the network would have to learn one
 * function for every turn of the same situation.
 */
export class DirectPolicy implements Policy {
  readonly observationSize: number;
  readonly actionSize: number;
  private readonly init: PolicyInit;
  private readonly sight: Sight;
  private readonly equations: FilterEquations;
  private readonly streams: HermitianEigen;
  /** Xi_k,k and the columns of Q that turn its streams: canonical = Xi Q. */
  private readonly Xi: Float64Array;
  private readonly Q: Float64Array;
  private readonly canonical: Float64Array;
  private readonly other: Float64Array;
  private readonly L: Float64Array;
  private readonly small: Float64Array;
  private readonly smallQ: Float64Array;
  private readonly J: Float64Array;
  private norm = 1;

  constructor(init: PolicyInit) {
    const { nr, ns, observe, observed } = init;
    const block = 2 * nr * ns;
    this.init = init;
    const beside =
      observe === 'neighbours' ? (observed - 1) * (block + 1) : observe === 'power' ? 1 : nr * nr + 1;
    this.observationSize = block + 1 + beside;
    this.actionSize = block + ns * ns;
    this.sight = new Sight(init);
    this.equations = new FilterEquations(nr, ns);
    this.streams = new HermitianEigen(ns);
    this.Xi = new Float64Array(block);
    this.Q = new Float64Array(2 * ns * ns);
    this.canonical = new Float64Array(block);
    this.other = new Float64Array(block);
    this.L = new Float64Array(2 * ns * ns);
    this.small = new Float64Array(2 * ns * ns);
    this.smallQ = new Float64Array(2 * ns * ns);
    this.J = new Float64Array(2 * nr * nr);
  }

  /** Every matrix over its own norm, with the norm's logarithm beside it; the others' relative to the user's own. */
  observe(seen: Observed, features: Float64Array): void {
    const { nr, ns, observe, observed } = this.init;
    const block = 2 * nr * ns;
    const { Xi, sight, Q, canonical, other } = this;
    for (let i = 0; i < block; i++) Xi[i] = seen.Xi[i];
    sight.look(seen);
    this.turnStreams(Xi, Q, canonical);
    this.norm = Math.sqrt(1 + squares(Xi));
    features.fill(0);
    let f = 0;
    for (let i = 0; i < block; i++) features[f++] = canonical[i] / this.norm;
    features[f++] = 2 * Math.log10(this.norm) - 7;
    if (observe !== 'neighbours') {
      // At least the noise, which a J_k rounded to float32 can hide beside a strong user.
      const trace = Math.max(nr, diagonalSum(nr, sight.R));
      features[f++] = Math.log10(trace / nr) - 5.5;
      if (observe === 'power') return;
      for (let i = 0; i < nr; i++) {
        for (let j = 0; j <= i; j++) {
          const at = 2 * (i * nr + j);
          features[f++] = sight.R[at] / trace;
          if (j < i) features[f++] = sight.R[at + 1] / trace;
        }
      }
      return;
    }
    const users = Math.min(observed, seen.Xi.length / block);
    for (let n = 1; n < users; n++) {
      this.turnStreams(seen.Xi.subarray(n * block, (n + 1) * block), this.small, other);
      const norm = Math.sqrt(1 + squares(other));
      for (let i = 0; i < block; i++) features[f++] = other[i] / norm;
      features[f++] = Math.log10(norm / this.norm) + 1;
    }
  }

  act(action: Float64Array, U: Float64Array, W: Float64Array): void {
    const { nr, ns } = this.init;
    const { L, Q, small, smallQ, other } = this;
    let a = 0;
    L.fill(0);
    for (let i = 0; i < ns; i++) L[2 * i * (ns + 1)] = Math.exp(action[a++] * DIAGONAL_REACH);
    for (let i = 0; i < ns; i++) {
      for (let j = 0; j < i; j++) {
        const scale = LOWER_SCALE * Math.sqrt(L[2 * i * (ns + 1)] * L[2 * j * (ns + 1)]);
        L[2 * (i * ns + j)] = action[a++] * scale;
        L[2 * (i * ns + j) + 1] = action[a++] * scale;
      }
    }
    fromCholesky(ns, L, small);
    for (let i = 0; i < other.length; i++) other[i] = (action[a++] * FILTER_SCALE) / this.norm;
    // Back from the own gauge: U Q^H and Q W Q^H.
    U.fill(0);
    mulByHermitianAdd(nr, ns, ns, other, 0, Q, 0, U, 0);
    smallQ.fill(0);
    mulAdd(ns, ns, ns, Q, 0, small, 0, smallQ, 0);
    W.fill(0);
    mulByHermitianAdd(ns, ns, ns, smallQ, 0, Q, 0, W, 0);
  }

  imitate(R: Float64Array, action: Float64Array): void {
    const { nr, ns } = this.init;
    const { J, canonical, other, small, L, equations, norm } = this;
    for (let i = 0; i < J.length; i++) J[i] = R[i];
    mulByHermitianAdd(nr, ns, nr, canonical, 0, canonical, 0, J, 0);
    equations.receiveFilter(J, 0, canonical, 0, other);
    equations.weight(other, canonical, 0, WEIGHT_FLOOR, small);
    L.set(small);
    cholesky(ns, L);
    let a = 0;
    const put = (value: number) => (action[a++] = Math.min(1, Math.max(-1, value)));
    for (let i = 0; i < ns; i++) put(Math.log(L[2 * i * (ns + 1)]) / DIAGONAL_REACH);
    for (let i = 0; i < ns; i++) {
      for (let j = 0; j < i; j++) {
        const scale = LOWER_SCALE * Math.sqrt(L[2 * i * (ns + 1)] * L[2 * j * (ns + 1)]);
        put(L[2 * (i * ns + j)] / scale);
        put(L[2 * (i * ns + j) + 1] / scale);
      }
    }
    for (let i = 0; i < other.length; i++) put((other[i] * norm) / FILTER_SCALE);
  }

  /** Q and M Q, with the columns of M Q orthogonal, the strongest first, their first entries real and not negative. */
  private turnStreams(M: Float64Array, Q: Float64Array, turned: Float64Array): void {
    const { nr, ns } = this.init;
    const { streams } = this;
    this.smallQ.fill(0);
    mulHermitianAdd(ns, nr, ns, M, 0, M, 0, this.smallQ, 0);
    streams.decompose(this.smallQ);
    for (let i = 0; i < ns; i++) {
      for (let j = 0; j < ns; j++) {
        Q[2 * (i * ns + j)] = streams.D[2 * (i * ns + ns - 1 - j)];
        Q[2 * (i * ns + j) + 1] = streams.D[2 * (i * ns + ns - 1 - j) + 1];
      }
    }
    turned.fill(0);
    mulAdd(nr, ns, ns, M, 0, Q, 0, turned, 0);
    for (let j = 0; j < ns; j++) {
      const re = turned[2 * j];
      const im = turned[2 * j + 1];
      const size = Math.hypot(re, im);
      if (size === 0) continue;
      turnColumn(Q, ns, ns, j, re / size, -im / size);
      turnColumn(turned, nr, ns, j, re / size, -im / size);
    }
  }
}

/** Column j of M [rows, columns] times re + i im. */
function turnColumn(M: Float64Array, rows: number, columns: number, j: number, re: number, im: number): void {
  for (let i = 0; i < rows; i++) {
    const at = 2 * (i * columns + j);
    const x = M[at];
    M[at] = x * re - M[at + 1] * im;
    M[at + 1] = x * im + M[at + 1] * re;
  }
}

function squares(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum;
}

function diagonalSum(n: number, M: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += M[2 * i * (n + 1)];
  return sum;
}
