/**
 * A Hermitian n x n matrix as n^2 reals: its lower triangle by rows, the diagonal as one real each,
 * the others as re, im. At n = 2: m00, re m10, im m10, m11.
 *
 * @param M [n, n] complex interleaved, from index `from`
 * @param at first index in `out`
 */
export function packHermitian(M: Float64Array, n: number, out: Float64Array, at: number, from = 0): void {
  let o = at;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      out[o++] = M[from + 2 * (i * n + j)];
      out[o++] = M[from + 2 * (i * n + j) + 1];
    }
    out[o++] = M[from + 2 * (i * n + i)];
  }
}

/** The inverse of `packHermitian`: fills [n, n] complex interleaved numbers of `M` from index `to`. */
export function unpackHermitian(packed: Float64Array, at: number, n: number, M: Float64Array, to = 0): void {
  let o = at;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const re = packed[o++];
      const im = packed[o++];
      M[to + 2 * (i * n + j)] = re;
      M[to + 2 * (i * n + j) + 1] = im;
      M[to + 2 * (j * n + i)] = re;
      M[to + 2 * (j * n + i) + 1] = -im;
    }
    M[to + 2 * (i * n + i)] = packed[o++];
    M[to + 2 * (i * n + i) + 1] = 0;
  }
}
