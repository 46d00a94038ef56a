/** Factorisations of Hermitian matrices, complex interleaved, rows first, in caller-owned memory. */

/**
 * Eigendecomposition A = D diag(lambda) D^H by cyclic Jacobi rotations.
 *
 * Jacobi is exact to rounding for the small and graded matrices of a precoder and needs no more
 * memory than A itself.
 */
export class HermitianEigen {
  readonly n: number;
  /** Eigenvalues, ascending, [n]. */
  readonly lambda: Float64Array;
  /** Eigenvectors as columns, [n, n] complex. */
  readonly D: Float64Array;
  private readonly M: Float64Array;
  private readonly order: Int32Array;
  private readonly Q: Float64Array;

  constructor(n: number) {
    this.n = n;
    this.lambda = new Float64Array(n);
    this.D = new Float64Array(2 * n * n);
    this.M = new Float64Array(2 * n * n);
    this.Q = new Float64Array(2 * n * n);
    this.order = new Int32Array(n);
  }

  /** @param A [n, n] complex Hermitian; only read */
  decompose(A: Float64Array): void {
    const { n, M, Q } = this;
    M.set(A);
    Q.fill(0);
    for (let i = 0; i < n; i++) Q[2 * i * (n + 1)] = 1;
    let scale = 0;
    for (let i = 0; i < M.length; i++) scale += M[i] * M[i];
    const tolerance = scale * 1e-32;
    for (let sweep = 0; sweep < 40; sweep++) {
      let off = 0;
      for (let p = 0; p < n - 1; p++) {
        for (let q = p + 1; q < n; q++) off += M[2 * (p * n + q)] ** 2 + M[2 * (p * n + q) + 1] ** 2;
      }
      if (off <= tolerance) break;
      for (let p = 0; p < n - 1; p++) for (let q = p + 1; q < n; q++) this.rotate(p, q);
    }
    this.sort();
  }

  /** Zeroes M[p, q] by a unitary rotation of columns and rows p and q. */
  private rotate(p: number, q: number): void {
    const { n, M, Q } = this;
    const pq = 2 * (p * n + q);
    const re = M[pq];
    const im = M[pq + 1];
    const magnitude = Math.sqrt(re * re + im * im);
    if (magnitude === 0) return;
    const pp = M[2 * p * (n + 1)];
    const qq = M[2 * q * (n + 1)];
    const theta = (qq - pp) / (2 * magnitude);
    const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
    const c = 1 / Math.sqrt(t * t + 1);
    // s carries the phase of M[p, q].
    const sRe = (t * c * re) / magnitude;
    const sIm = (t * c * im) / magnitude;
    for (let i = 0; i < n; i++) {
      if (i === p || i === q) continue;
      const ip = 2 * (i * n + p);
      const iq = 2 * (i * n + q);
      const xRe = M[ip];
      const xIm = M[ip + 1];
      const yRe = M[iq];
      const yIm = M[iq + 1];
      const newXRe = c * xRe - (sRe * yRe + sIm * yIm);
      const newXIm = c * xIm - (sRe * yIm - sIm * yRe);
      const newYRe = c * yRe + (sRe * xRe - sIm * xIm);
      const newYIm = c * yIm + (sRe * xIm + sIm * xRe);
      M[ip] = newXRe;
      M[ip + 1] = newXIm;
      M[iq] = newYRe;
      M[iq + 1] = newYIm;
      const pi = 2 * (p * n + i);
      const qi = 2 * (q * n + i);
      M[pi] = newXRe;
      M[pi + 1] = -newXIm;
      M[qi] = newYRe;
      M[qi + 1] = -newYIm;
    }
    M[2 * p * (n + 1)] = pp - t * magnitude;
    M[2 * q * (n + 1)] = qq + t * magnitude;
    M[pq] = M[pq + 1] = 0;
    M[2 * (q * n + p)] = M[2 * (q * n + p) + 1] = 0;
    for (let i = 0; i < n; i++) {
      const ip = 2 * (i * n + p);
      const iq = 2 * (i * n + q);
      const xRe = Q[ip];
      const xIm = Q[ip + 1];
      const yRe = Q[iq];
      const yIm = Q[iq + 1];
      Q[ip] = c * xRe - (sRe * yRe + sIm * yIm);
      Q[ip + 1] = c * xIm - (sRe * yIm - sIm * yRe);
      Q[iq] = c * yRe + (sRe * xRe - sIm * xIm);
      Q[iq + 1] = c * yIm + (sRe * xIm + sIm * xRe);
    }
  }

  private sort(): void {
    const { n, M, Q, D, lambda, order } = this;
    for (let i = 0; i < n; i++) {
      const value = M[2 * i * (n + 1)];
      let at = i;
      while (at > 0 && M[2 * order[at - 1] * (n + 1)] > value) {
        order[at] = order[at - 1];
        at--;
      }
      order[at] = i;
    }
    for (let j = 0; j < n; j++) {
      lambda[j] = M[2 * order[j] * (n + 1)];
      for (let i = 0; i < n; i++) {
        D[2 * (i * n + j)] = Q[2 * (i * n + order[j])];
        D[2 * (i * n + j) + 1] = Q[2 * (i * n + order[j]) + 1];
      }
    }
  }
}

/**
 * Cholesky factor A = L L^H, in place: the lower triangle of A becomes L.
 *
 * @returns false if A is not positive definite; A is then spoilt
 */
export function cholesky(n: number, A: Float64Array): boolean {
  for (let j = 0; j < n; j++) {
    const jj = 2 * j * n;
    let pivot = A[jj + 2 * j];
    for (let k = 0; k < j; k++) pivot -= A[jj + 2 * k] ** 2 + A[jj + 2 * k + 1] ** 2;
    if (!(pivot > 0)) return false;
    const root = Math.sqrt(pivot);
    A[jj + 2 * j] = root;
    A[jj + 2 * j + 1] = 0;
    for (let i = j + 1; i < n; i++) {
      const ii = 2 * i * n;
      let re = A[ii + 2 * j];
      let im = A[ii + 2 * j + 1];
      for (let k = 0; k < 2 * j; k += 2) {
        re -= A[ii + k] * A[jj + k] + A[ii + k + 1] * A[jj + k + 1];
        im -= A[ii + k + 1] * A[jj + k] - A[ii + k] * A[jj + k + 1];
      }
      A[ii + 2 * j] = re / root;
      A[ii + 2 * j + 1] = im / root;
    }
  }
  return true;
}

/** Solves L L^H X = B in place of B, with L from {@link cholesky}, B [n, p]. */
export function choleskySolve(n: number, L: Float64Array, p: number, B: Float64Array): void {
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) {
      const re = L[2 * (i * n + k)];
      const im = L[2 * (i * n + k) + 1];
      subtractRow(p, B, 2 * i * p, re, im, 2 * k * p);
    }
    scaleRow(p, B, 2 * i * p, 1 / L[2 * i * (n + 1)]);
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) {
      const re = L[2 * (k * n + i)];
      const im = -L[2 * (k * n + i) + 1];
      subtractRow(p, B, 2 * i * p, re, im, 2 * k * p);
    }
    scaleRow(p, B, 2 * i * p, 1 / L[2 * i * (n + 1)]);
  }
}

/** Row at `to` minus (re + i im) times the row at `from`. */
function subtractRow(p: number, B: Float64Array, to: number, re: number, im: number, from: number): void {
  for (let j = 0; j < 2 * p; j += 2) {
    B[to + j] -= re * B[from + j] - im * B[from + j + 1];
    B[to + j + 1] -= re * B[from + j + 1] + im * B[from + j];
  }
}

function scaleRow(p: number, B: Float64Array, row: number, factor: number): void {
  for (let j = 0; j < 2 * p; j++) B[row + j] *= factor;
}

/** Below this share of the largest eigenvalue an eigenvector counts as null space. */
export const NULL_SPACE = 1e-10;

/**
 * Pseudo-inverse of a Hermitian positive semidefinite A by its eigendecomposition: eigenvalues below
 * {@link NULL_SPACE} of the largest are taken as zero.
 */
export function pseudoInverse(eigen: HermitianEigen, A: Float64Array, inverse: Float64Array): void {
  eigen.decompose(A);
  const smallest = NULL_SPACE * eigen.lambda[eigen.n - 1];
  fromSpectrum(eigen, (lambda) => (lambda > smallest ? 1 / lambda : 0), inverse);
}

/**
 * A function of the matrix that was decomposed last: out = D diag(f(lambda)) D^H.
 *
 * @param f its value at an eigenvalue, which is the n-th of the ascending ones
 * @param out [n, n] complex
 */
export function fromSpectrum(
  eigen: HermitianEigen,
  f: (lambda: number, n: number) => number,
  out: Float64Array,
): void {
  const { n, lambda, D } = eigen;
  out.fill(0);
  for (let m = 0; m < n; m++) {
    const value = f(lambda[m], m);
    for (let i = 0; i < n; i++) {
      const re = D[2 * (i * n + m)] * value;
      const im = D[2 * (i * n + m) + 1] * value;
      for (let j = 0; j < n; j++) {
        const x = D[2 * (j * n + m)];
        const y = D[2 * (j * n + m) + 1];
        out[2 * (i * n + j)] += re * x + im * y;
        out[2 * (i * n + j) + 1] += im * x - re * y;
      }
    }
  }
}

/** Fills the upper triangle of a Hermitian matrix from its lower one. */
export function mirrorLower(n: number, A: Float64Array): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      A[2 * (j * n + i)] = A[2 * (i * n + j)];
      A[2 * (j * n + i) + 1] = -A[2 * (i * n + j) + 1];
    }
  }
}
