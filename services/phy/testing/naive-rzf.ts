import type { Topology } from '../topology.ts';
import {
  add,
  columns,
  diagonal,
  hermitian,
  inverse,
  multiply,
  scale,
  squaredNorm,
  stack,
  sum,
  beside,
  zeros,
  type Matrix,
} from './matrix.ts';
import { each, type Links, type Precoders } from './network.ts';

/** H^H (H H^H + lambda I)^-1; at lambda = 0 H^+ of a matrix of full rank, wide or tall. */
export function naiveRegularisedInverse(H: Matrix, lambda: number): Matrix {
  const HH = hermitian(H);
  if (lambda === 0 && H.length > H[0].length) return multiply(inverse(multiply(HH, H)), HH);
  return multiply(HH, inverse(add(multiply(H, HH), diagonal(H.map(() => lambda)))));
}

/** D-RZF (41), (42). */
export function naiveLocal(topology: Topology, H: Links, lambda: number): Precoders {
  const { K, L, Nr, Ns, served, pMax } = topology;
  const V: Precoders = each(K, () => each(L, () => null));
  for (let l = 0; l < L; l++) {
    if (served[l].length === 0) continue;
    const all = naiveRegularisedInverse(stack(served[l].map((k) => H[k][l])), lambda);
    const own = served[l].map((_, n) => columns(all, n * Nr, Ns));
    const power = own.reduce((p, v) => p + squaredNorm(v), 0);
    for (const [n, k] of served[l].entries()) V[k][l] = scale(own[n], Math.sqrt(pMax / power));
  }
  return V;
}

/** C-RZF (39), (40); `served` puts zeros where O-RU l does not serve user k. */
export function naiveCentral(
  topology: Topology,
  H: Links,
  lambda: number,
  csi: 'full' | 'served',
): Precoders {
  const { K, L, Nr, Nt, Ns, serving } = topology;
  const known = (k: number, l: number) =>
    csi === 'full' || serving[k].includes(l) ? H[k][l] : zeros(Nr, Nt);
  const whole = stack(each(K, (k) => beside(each(L, (l) => known(k, l)))));
  const product = naiveRegularisedInverse(whole, lambda);
  const V: Precoders = each(K, (k) =>
    each(L, (l) =>
      serving[k].includes(l) ? columns(product.slice(l * Nt, (l + 1) * Nt), k * Nr, Ns) : null,
    ),
  );
  return toStrongest(topology, V);
}

/** P-RZF: each user over its own cluster, against all whose channel from the cluster is known; equal powers, then (40). */
export function naiveCluster(topology: Topology, H: Links, lambda: number): Precoders {
  const { K, L, Nt, Ns, serving, coupled } = topology;
  const V: Precoders = each(K, () => each(L, () => null));
  for (let k = 0; k < K; k++) {
    const cluster = serving[k];
    const from = (i: number) =>
      beside(cluster.map((l) => (coupled[l].includes(i) ? H[i][l] : scale(H[i][l], 0))));
    const others = each(K, (i) => i).filter((i) => cluster.some((l) => coupled[l].includes(i)));
    const n = cluster.length * Nt;
    const gram = sum(
      others.map((i) => multiply(hermitian(from(i)), from(i))),
      zeros(n),
    );
    const whole = multiply(
      inverse(add(gram, diagonal(new Array<number>(n).fill(lambda)))),
      hermitian(from(k)),
    );
    const sent = columns(whole, 0, Ns);
    const unit = scale(sent, 1 / Math.sqrt(squaredNorm(sent)));
    for (const [m, l] of cluster.entries()) {
      V[k][l] = unit.slice(m * Nt, (m + 1) * Nt);
    }
  }
  return toStrongest(topology, V);
}

/** Watts by O-RU. */
export function radioPowers({ L }: Topology, V: Precoders): number[] {
  return each(L, (l) => V.reduce((p, row) => p + (row[l] === null ? 0 : squaredNorm(row[l])), 0));
}

function toStrongest(topology: Topology, V: Precoders): Precoders {
  const eta = Math.sqrt(topology.pMax / Math.max(...radioPowers(topology, V)));
  return V.map((row) => row.map((v) => (v === null ? null : scale(v, eta))));
}
