import { addToDiagonal, mulByHermitianAdd, mulHermitianAdd } from './complex.ts';
import { cholesky, choleskySolve, HermitianEigen, pseudoInverse } from './hermitian.ts';
import type { OduCell } from './odu-cell.ts';
import { powerOf, scalePower } from './power.ts';
import { localRzfPlan } from './rzf-local-plan.ts';
import type { Topology } from './topology.ts';

/** D-RZF (41), (42): each O-RU inverts the channels of its own users, K_l N_r rows of N_t. */
export class LocalRzf {
  private readonly topology: Topology;
  private readonly lambda: number;

  /** @param lambda regularisation over the noise power */
  constructor(topology: Topology, _odu: number, lambda: number) {
    this.topology = topology;
    this.lambda = lambda;
  }

  /** Reads `cell.H` and writes `cell.V`; no O-RU needs another. */
  precode(cell: OduCell): void {
    const { pMax } = this.topology;
    const singular = this.lambda > 0 ? localRzfPlan(cell).solve(this.lambda) : cell.radios.keys();
    for (const j of singular) this.precodeSingular(cell, j);
    for (const V of cell.V) {
      const power = powerOf(V);
      if (power > 0) scalePower(V, power, pMax);
    }
  }

  private precodeSingular(cell: OduCell, j: number): void {
    const { Nr, Nt, Ns, served, coupled } = this.topology;
    const l = cell.radios[j];
    if (served[l].length === 0) return;
    const rows = served[l].length * Nr;
    const block = 2 * Nr * Nt;
    const H = new Float64Array(2 * rows * Nt);
    for (const [n, k] of served[l].entries()) {
      const at = coupled[l].indexOf(k) * block;
      H.set(cell.H[j].subarray(at, at + block), n * block);
    }
    const product = regularisedInverse(rows, Nt, H, this.lambda);
    for (let n = 0; n < served[l].length; n++) copyStreams(product, rows, n * Nr, cell.V[j], n, Nt, Ns);
  }
}

/**
 * H^H (H H^H + lambda I)^-1, with the pseudo-inverse where lambda = 0 leaves H H^H singular.
 *
 * @param H [rows, columns] complex
 * @returns [columns, rows] complex
 */
export function regularisedInverse(
  rows: number,
  columns: number,
  H: Float64Array,
  lambda: number,
): Float64Array {
  const gram = new Float64Array(2 * rows * rows);
  mulByHermitianAdd(rows, columns, rows, H, 0, H, 0, gram, 0);
  addToDiagonal(rows, gram, lambda);
  const inverse = new Float64Array(2 * rows * rows);
  const factor = gram.slice();
  if (lambda > 0 && cholesky(rows, factor)) {
    addToDiagonal(rows, inverse, 1);
    choleskySolve(rows, factor, rows, inverse);
  } else pseudoInverse(new HermitianEigen(rows), gram, inverse);
  const out = new Float64Array(2 * columns * rows);
  mulHermitianAdd(columns, rows, rows, H, 0, inverse, 0, out, 0);
  return out;
}

/** Columns `from` to `from` + N_s of [N_t, rows] into V_k, user number n of V. */
export function copyStreams(
  product: Float64Array,
  rows: number,
  from: number,
  V: Float64Array,
  n: number,
  Nt: number,
  Ns: number,
): void {
  for (let t = 0; t < Nt; t++) {
    for (let s = 0; s < 2 * Ns; s++) V[2 * (n * Nt + t) * Ns + s] = product[2 * (t * rows + from) + s];
  }
}
