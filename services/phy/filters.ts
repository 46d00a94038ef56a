import { addToDiagonal, mulAdd, mulByHermitianAdd, mulHermitianAdd } from './complex.ts';
import { cholesky, choleskySolve, fromSpectrum, HermitianEigen } from './hermitian.ts';

/** Smallest eigenvalue of E_k that float32 observations can tell from zero: for {@link FilterEquations.weight}. */
export const WEIGHT_FLOOR = 1e-7;

/** The update equations of the iterative algorithm for one user, in memory of their own. */
export class FilterEquations {
  private readonly Nr: number;
  private readonly Ns: number;
  private readonly loaded: Float64Array;
  private readonly E: Float64Array;
  private readonly eigen: HermitianEigen;

  constructor(Nr: number, Ns: number) {
    this.Nr = Nr;
    this.Ns = Ns;
    this.loaded = new Float64Array(2 * Nr * Nr);
    this.E = new Float64Array(2 * Ns * Ns);
    this.eigen = new HermitianEigen(Ns);
  }

  /**
   * (17): U = (J + loading I)^-1 Xi.
   *
   * The loading stands for interference that J does not hold, and the noise power is 1.
   *
   * @param J [N_r, N_r] complex, Hermitian positive definite
   * @param Xi the user's own effective channel, [N_r, N_s] complex at offset `at`
   * @param U [N_r, N_s] complex
   */
  receiveFilter(J: Float64Array, loading: number, Xi: Float64Array, at: number, U: Float64Array): void {
    const { Nr, Ns, loaded } = this;
    loaded.set(J);
    addToDiagonal(Nr, loaded, loading);
    for (let i = 0; i < U.length; i++) U[i] = Xi[at + i];
    if (cholesky(Nr, loaded)) choleskySolve(Nr, loaded, Ns, U);
    else U.fill(0);
  }

  /**
   * (15), (16): W = E^-1 = (I - U^H Xi)^-1, where U solves (17), so that E needs no sum over users.
   *
   * @param floor smallest eigenvalue that E is believed to have; float32 observations keep no less
   *   than 1e-7 of it, and below that W would be rounding
   * @param W [N_s, N_s] complex, Hermitian positive definite
   */
  weight(U: Float64Array, Xi: Float64Array, at: number, floor: number, W: Float64Array): void {
    const { Nr, Ns, E, eigen } = this;
    E.fill(0);
    mulHermitianAdd(Ns, Nr, Ns, U, 0, Xi, at, E, 0);
    for (let i = 0; i < Ns; i++) {
      for (let j = 0; j <= i; j++) {
        // Hermitian to the last bit, whatever the rounding of U.
        const ij = 2 * (i * Ns + j);
        const ji = 2 * (j * Ns + i);
        const re = (i === j ? 1 : 0) - (E[ij] + E[ji]) / 2;
        const im = (E[ji + 1] - E[ij + 1]) / 2;
        E[ij] = E[ji] = re;
        E[ij + 1] = im;
        E[ji + 1] = -im;
      }
    }
    eigen.decompose(E);
    fromSpectrum(eigen, (lambda) => 1 / Math.max(lambda, floor), W);
  }

  /**
   * (15): E_k for any U_k: (I - U^H Xi_kk)(I - U^H Xi_kk)^H + U^H R U, with the interference and noise
   * R = J_k - Xi_kk Xi_kk^H.
   *
   * @param E [N_s, N_s] complex
   */
  meanSquaredError(J: Float64Array, U: Float64Array, Xi: Float64Array, at: number, E: Float64Array): void {
    const { Nr, Ns } = this;
    // Multiplied out, the two terms with Xi Xi^H cancel: E = I - U^H Xi - Xi^H U + U^H J U.
    const JU = new Float64Array(2 * Nr * Ns);
    const G = new Float64Array(2 * Ns * Ns);
    mulAdd(Nr, Nr, Ns, J, 0, U, 0, JU, 0);
    mulHermitianAdd(Ns, Nr, Ns, U, 0, Xi, at, G, 0);
    E.fill(0);
    mulHermitianAdd(Ns, Nr, Ns, U, 0, JU, 0, E, 0);
    for (let i = 0; i < Ns; i++) {
      for (let j = 0; j < Ns; j++) {
        const ij = 2 * (i * Ns + j);
        const ji = 2 * (j * Ns + i);
        E[ij] += (i === j ? 1 : 0) - G[ij] - G[ji];
        E[ij + 1] += -G[ij + 1] + G[ji + 1];
      }
    }
  }
}

/**
 * (31): W = L L^H from a lower-triangular L.
 *
 * @param L [n, n] complex, its upper triangle zero
 */
export function fromCholesky(n: number, L: Float64Array, W: Float64Array): void {
  W.fill(0);
  mulByHermitianAdd(n, n, n, L, 0, L, 0, W, 0);
}
