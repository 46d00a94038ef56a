import type { Topology } from '../topology.ts';
import {
  add,
  diagonal,
  hermitian,
  beside,
  identity,
  multiply,
  orthonormalBasis,
  scale,
  solve,
  squaredNorm,
  subtract,
  sum,
  trace,
  zeros,
  columns,
  type Matrix,
} from './matrix.ts';
import { each, type Links, type Precoders } from './network.ts';

/** What the precoders of one O-DU are made from, everything as plain matrices. */
export interface NaiveInput {
  topology: Topology;
  odu: number;
  reach: 'served' | 'coupled';
  coordinated: boolean;
  /** H of this RT loop, for the O-DU's own O-RUs. */
  H: Links;
  /** Newest V of the O-DU's own O-RUs. */
  V: Precoders;
  /** H and V as of the last D2: what is known of other O-DUs. */
  H2: Links;
  V2: Precoders;
  omega: number[];
  U: Matrix[];
  W: Matrix[];
}

/** Whether the O-DU of O-RU l knows the channel from l to user i: i shares an O-RU with a user of K_l. */
export function knows({ served, serving }: Topology, l: number, i: number): boolean {
  return served[l].some((k) => serving[k].some((j) => serving[i].includes(j)));
}

/** Sum of H_i,j V_k,j over those O-RUs j of user k that `counts`: own ones as of now, others as of the last D2. */
export function receivedFrom(
  input: NaiveInput,
  i: number,
  k: number,
  counts: (j: number) => boolean,
): Matrix {
  const { topology, odu, H, V, H2, V2 } = input;
  const { serving, oduOfRadio, Nr, Ns } = topology;
  const terms = serving[k]
    .filter((j) => counts(j) && knows(topology, j, i))
    .map((j) =>
      oduOfRadio[j] === odu ? multiply(H[i][j], V[k][j] as Matrix) : multiply(H2[i][j], V2[k][j] as Matrix),
    );
  return sum(terms, zeros(Nr, Ns));
}

/** (22), summed from scratch. */
export const interference = (input: NaiveInput, i: number, k: number, l: number): Matrix =>
  receivedFrom(input, i, k, (j) => j !== l);

/** What (23), (30) or (43) are at O-RU l: A_l, and B_k beside each other for k in K_l. */
export interface Subproblem {
  A: Matrix;
  B: Matrix;
  /** Orthonormal basis of the range of A_l. */
  Q: Matrix;
}

export function subproblem(input: NaiveInput, l: number): Subproblem {
  const { topology, reach, coordinated, H, omega, U, W } = input;
  const { K, Nt, Ns, served } = topology;
  const users = reach === 'served' ? served[l] : each(K, (i) => i).filter((i) => knows(topology, l, i));
  const X = (i: number) => multiply(U[i], W[i], hermitian(U[i]));
  const A = sum(
    users.map((i) => scale(multiply(hermitian(H[i][l]), X(i), H[i][l]), omega[i])),
    zeros(Nt),
  );
  const B = served[l].map((k) => {
    const signal = scale(multiply(hermitian(H[k][l]), U[k], hermitian(W[k])), omega[k]);
    if (!coordinated) return signal;
    const leaks = users.map((i) =>
      scale(multiply(hermitian(H[i][l]), hermitian(X(i)), interference(input, i, k, l)), omega[i]),
    );
    return subtract(signal, sum(leaks, zeros(Nt, Ns)));
  });
  return {
    A,
    B: beside(B),
    Q: orthonormalBasis(beside(users.map((i) => multiply(hermitian(H[i][l]), U[i])))),
  };
}

/** (A_l + xi I)^-1 B inside the range of A_l: the pseudo-inverse at xi = 0. */
export function precodersAt({ A, B, Q }: Subproblem, xi: number): Matrix {
  const QH = hermitian(Q);
  const inner = add(multiply(QH, A, Q), diagonal(Q[0].map(() => xi)));
  return multiply(Q, solve(inner, multiply(QH, B)));
}

/** xi >= 0 of (24), (25), by doubling and bisection on the power itself. */
export function multiplierOf(problem: Subproblem, pMax: number): number {
  const power = (xi: number) => squaredNorm(precodersAt(problem, xi));
  if (power(0) <= pMax) return 0;
  let high = 1e-12;
  while (power(high) > pMax) high *= 2;
  let low = high / 2;
  for (let n = 0; n < 60; n++) {
    const middle = (low + high) / 2;
    if (power(middle) > pMax) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** One RT loop over the O-RUs of the O-DU in ascending order; writes V. @returns xi by local O-RU */
export function naiveSweep(input: NaiveInput): number[] {
  const { topology, odu, V } = input;
  return topology.radiosOfOdu[odu].map((l) => {
    if (topology.served[l].length === 0) return 0;
    const problem = subproblem(input, l);
    const xi = multiplierOf(problem, topology.pMax);
    const all = precodersAt(problem, xi);
    for (const [n, k] of topology.served[l].entries()) V[k][l] = columns(all, n * topology.Ns, topology.Ns);
    return xi;
  });
}

/** (21a) at O-RU l, over every user of the network, for precoders `own` of its served users. */
export function objective(input: NaiveInput, l: number, own: Matrix[]): number {
  const { topology, H, omega, U, W } = input;
  let value = 0;
  for (const [n, k] of topology.served[l].entries()) {
    const V = own[n];
    for (let i = 0; i < topology.K; i++) {
      const X = multiply(U[i], W[i], hermitian(U[i]));
      const received = multiply(H[i][l], V);
      const Z = interference(input, i, k, l);
      value += 2 * omega[i] * trace(multiply(hermitian(Z), X, received)).re;
      value += omega[i] * trace(multiply(X, received, hermitian(received))).re;
    }
    value -= 2 * omega[k] * trace(multiply(W[k], hermitian(U[k]), H[k][l], V)).re;
  }
  return value;
}

/** U and W as a closed-form xApp could give them at precoders V: (17) and (16) with every user in J_k. */
export function closedForm(topology: Topology, H: Links, V: Precoders): { U: Matrix[]; W: Matrix[] } {
  const { K, Nr, Ns } = topology;
  const Xi = effectiveChannels(topology, H, V);
  const U = each(K, (k) => {
    const J = sum(
      Xi[k].map((x) => multiply(x, hermitian(x))),
      identity(Nr),
    );
    return solve(J, Xi[k][k]);
  });
  const W = each(K, (k) => {
    const E = subtract(identity(Ns), multiply(hermitian(U[k]), Xi[k][k]));
    const inverse = solve(E, identity(Ns));
    return scale(add(inverse, hermitian(inverse)), 0.5);
  });
  return { U, W };
}

/** (9): Xi[k][i]. */
export function effectiveChannels({ K, Nr, Ns, serving }: Topology, H: Links, V: Precoders): Matrix[][] {
  return each(K, (k) =>
    each(K, (i) =>
      sum(
        serving[i].map((l) => multiply(H[k][l], V[i][l] as Matrix)),
        zeros(Nr, Ns),
      ),
    ),
  );
}

/** A Hermitian positive definite matrix. */
export function positiveDefinite(F: Matrix): Matrix {
  return add(multiply(F, hermitian(F)), scale(identity(F.length), 0.1));
}
