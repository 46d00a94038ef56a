/**
 * Products of small complex matrices in caller-owned memory: interleaved (re, im), rows first.
 * Every function adds to its result; offsets count float64 numbers, not complex ones.
 */

/** C += A B, with A [m, n], B [n, p], C [m, p]. */
export function mulAdd(
  m: number,
  n: number,
  p: number,
  A: Float64Array,
  a: number,
  B: Float64Array,
  b: number,
  C: Float64Array,
  c: number,
): void {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < p; j++) {
      let re = 0;
      let im = 0;
      let x = a + 2 * i * n;
      let y = b + 2 * j;
      for (let k = 0; k < n; k++) {
        re += A[x] * B[y] - A[x + 1] * B[y + 1];
        im += A[x] * B[y + 1] + A[x + 1] * B[y];
        x += 2;
        y += 2 * p;
      }
      const z = c + 2 * (i * p + j);
      C[z] += re;
      C[z + 1] += im;
    }
  }
}

/** C += A^H B, with A [n, m], B [n, p], C [m, p]. */
export function mulHermitianAdd(
  m: number,
  n: number,
  p: number,
  A: Float64Array,
  a: number,
  B: Float64Array,
  b: number,
  C: Float64Array,
  c: number,
): void {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < p; j++) {
      let re = 0;
      let im = 0;
      let x = a + 2 * i;
      let y = b + 2 * j;
      for (let k = 0; k < n; k++) {
        re += A[x] * B[y] + A[x + 1] * B[y + 1];
        im += A[x] * B[y + 1] - A[x + 1] * B[y];
        x += 2 * m;
        y += 2 * p;
      }
      const z = c + 2 * (i * p + j);
      C[z] += re;
      C[z + 1] += im;
    }
  }
}

/** C += A B^H, with A [m, n], B [p, n], C [m, p]. */
export function mulByHermitianAdd(
  m: number,
  n: number,
  p: number,
  A: Float64Array,
  a: number,
  B: Float64Array,
  b: number,
  C: Float64Array,
  c: number,
): void {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < p; j++) {
      let re = 0;
      let im = 0;
      let x = a + 2 * i * n;
      let y = b + 2 * j * n;
      for (let k = 0; k < n; k++) {
        re += A[x] * B[y] + A[x + 1] * B[y + 1];
        im += A[x + 1] * B[y] - A[x] * B[y + 1];
        x += 2;
        y += 2;
      }
      const z = c + 2 * (i * p + j);
      C[z] += re;
      C[z + 1] += im;
    }
  }
}

/** M += value I, with M [n, n]. */
export function addToDiagonal(n: number, M: Float64Array, value: number): void {
  for (let i = 0; i < n; i++) M[2 * i * (n + 1)] += value;
}
