/**
 * Complex matrices as arrays of rows of {re, im}: slow and obvious, the oracle that tests hold the typed-array
 * code against. Nothing here may import from outside this folder.
 */
export interface Complex {
  re: number;
  im: number;
}
export type Matrix = Complex[][];

export const complex = (re: number, im = 0): Complex => ({ re, im });
const plus = (a: Complex, b: Complex) => complex(a.re + b.re, a.im + b.im);
const minus = (a: Complex, b: Complex) => complex(a.re - b.re, a.im - b.im);
const times = (a: Complex, b: Complex) => complex(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re);
const over = (a: Complex, b: Complex) => {
  const d = b.re * b.re + b.im * b.im;
  return complex((a.re * b.re + a.im * b.im) / d, (a.im * b.re - a.re * b.im) / d);
};

/** A matrix from a function of row and column. */
export function build(rows: number, columns: number, at: (i: number, j: number) => Complex): Matrix {
  return Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => at(i, j)));
}

export const zeros = (rows: number, columns = rows): Matrix => build(rows, columns, () => complex(0));
export const identity = (n: number): Matrix => build(n, n, (i, j) => complex(i === j ? 1 : 0));
export const diagonal = (values: ArrayLike<number>): Matrix =>
  build(values.length, values.length, (i, j) => complex(i === j ? values[i] : 0));
export const scale = (A: Matrix, factor: number): Matrix =>
  A.map((row) => row.map(({ re, im }) => complex(re * factor, im * factor)));
export const add = (A: Matrix, B: Matrix): Matrix =>
  A.map((row, i) => row.map((value, j) => plus(value, B[i][j])));
export const subtract = (A: Matrix, B: Matrix): Matrix => add(A, scale(B, -1));
export const hermitian = (A: Matrix): Matrix =>
  build(A[0].length, A.length, (i, j) => complex(A[j][i].re, -A[j][i].im));

/** The product of two or more matrices. */
export function multiply(first: Matrix, ...others: Matrix[]): Matrix {
  return others.reduce(
    (A, B) =>
      build(A.length, B[0].length, (i, j) =>
        B.reduce((sum, row, k) => plus(sum, times(A[i][k], row[j])), complex(0)),
      ),
    first,
  );
}

/** The sum of matrices of one size; `empty` where there are none. */
export const sum = (terms: Matrix[], empty: Matrix): Matrix => terms.reduce(add, empty);

export const trace = (A: Matrix): Complex => A.reduce((t, row, i) => plus(t, row[i]), complex(0));

/** Sum of |a|^2. */
export const squaredNorm = (A: Matrix): number =>
  A.flat().reduce((s, { re, im }) => s + re * re + im * im, 0);

/** Solution of A X = B by Gaussian elimination with row pivoting, and det A. */
function eliminate(A: Matrix, B: Matrix): { X: Matrix; determinant: Complex } {
  const n = A.length;
  const rows = A.map((row, i) => [...row, ...B[i]]);
  let determinant = complex(1);
  const magnitude = ({ re, im }: Complex) => Math.hypot(re, im);
  for (let j = 0; j < n; j++) {
    let pivot = j;
    for (let i = j + 1; i < n; i++) if (magnitude(rows[i][j]) > magnitude(rows[pivot][j])) pivot = i;
    if (pivot !== j) {
      [rows[j], rows[pivot]] = [rows[pivot], rows[j]];
      determinant = times(determinant, complex(-1));
    }
    determinant = times(determinant, rows[j][j]);
    const head = rows[j][j];
    rows[j] = rows[j].map((value) => over(value, head));
    for (let i = 0; i < n; i++) {
      if (i === j) continue;
      const factor = rows[i][j];
      rows[i] = rows[i].map((value, c) => minus(value, times(factor, rows[j][c])));
    }
  }
  return { X: rows.map((row) => row.slice(n)), determinant };
}

export const solve = (A: Matrix, B: Matrix): Matrix => eliminate(A, B).X;
export const inverse = (A: Matrix): Matrix => solve(A, identity(A.length));
export const determinant = (A: Matrix): Complex => eliminate(A, zeros(A.length, 0)).determinant;

/** Matrices of the same number of rows beside each other. */
export const beside = (parts: Matrix[]): Matrix => parts[0].map((_, i) => parts.flatMap((part) => part[i]));
/** Matrices of the same number of columns below each other. */
export const stack = (parts: Matrix[]): Matrix => parts.flat();
export const columns = (A: Matrix, from: number, count: number): Matrix =>
  A.map((row) => row.slice(from, from + count));

/** An orthonormal basis of the columns of A, by Gram and Schmidt, twice for accuracy; dependent columns drop out. */
export function orthonormalBasis(A: Matrix, threshold = 1e-8): Matrix {
  let Q: Matrix = A.map(() => []);
  for (let j = 0; j < A[0].length; j++) {
    let v = columns(A, j, 1);
    const before = squaredNorm(v);
    for (let pass = 0; pass < 2 && Q[0].length > 0; pass++) {
      v = subtract(v, multiply(Q, hermitian(Q), v));
    }
    if (squaredNorm(v) > threshold ** 2 * before) Q = beside([Q, scale(v, 1 / Math.sqrt(squaredNorm(v)))]);
  }
  return Q;
}

/** [rows, columns] out of interleaved memory. */
export function fromFlat(values: ArrayLike<number>, rows: number, columns: number, at = 0): Matrix {
  return build(rows, columns, (i, j) => {
    const x = at + 2 * (i * columns + j);
    return complex(values[x], values[x + 1]);
  });
}

/** Interleaved memory, rows first. */
export const toFlat = (A: Matrix): Float64Array =>
  Float64Array.from(A.flat().flatMap(({ re, im }) => [re, im]));
