import { addToDiagonal, HermitianEigen, mulAdd, mulByHermitianAdd, mulHermitianAdd } from '@chorus/phy';
import type { Observed, PolicyInit } from './policy.ts';

/**
 * One user's observation in its own directions: the eigenvectors of Xi_k,k Xi_k,k^H, by falling strength, and those of
 * R_k among the directions without any.
 * Powers along them do not depend on the gauge.
 */
export class Sight {
  /** Eigenvalues of Xi_k,k Xi_k,k^H ascending, and its eigenvectors. */
  readonly own: HermitianEigen;
  /** Interference and noise R_k as the observation and the loading have it, [N_r, N_r] complex. */
  readonly R: Float64Array;
  /** R_k without the loading. */
  readonly seen: Float64Array;
  private readonly init: PolicyInit;
  private readonly gram: Float64Array;
  private readonly turned: Float64Array;
  private readonly half: Float64Array;
  /** Of R among the directions without a signal of the user's own. */
  private readonly silent: HermitianEigen;
  private readonly block: Float64Array;

  constructor(init: PolicyInit) {
    this.init = init;
    const size = 2 * init.nr * init.nr;
    this.own = new HermitianEigen(init.nr);
    this.R = new Float64Array(size);
    this.seen = new Float64Array(size);
    this.gram = new Float64Array(size);
    this.turned = new Float64Array(size);
    this.half = new Float64Array(size);
    const silent = Math.max(0, init.nr - init.ns);
    this.silent = new HermitianEigen(silent);
    this.block = new Float64Array(2 * silent * silent);
  }

  look({ Xi, J, interference }: Observed): void {
    const { nr, ns, observe, loadingDb } = this.init;
    const { gram, R } = this;
    gram.fill(0);
    mulByHermitianAdd(nr, ns, nr, Xi, 0, Xi, 0, gram, 0);
    this.own.decompose(gram);
    R.fill(0);
    if (observe === 'covariance' && J !== null) for (let i = 0; i < R.length; i++) R[i] = J[i] - gram[i];
    else if (observe === 'power') addToDiagonal(nr, R, interference ?? 1);
    else {
      addToDiagonal(nr, R, 1);
      for (let at = 2 * nr * ns; at < Xi.length; at += 2 * nr * ns)
        mulByHermitianAdd(nr, ns, nr, Xi, at, Xi, at, R, 0);
    }
    this.seen.set(R);
    if (loadingDb !== null) addToDiagonal(nr, R, 10 ** (loadingDb / 10));
    if (this.silent.n > 1) this.settleSilent();
  }

  /**
   * With N_r - N_s > 1 any basis of the directions without a signal is one of eigenvectors: takes that of the
   * interference among them, by falling power too.
   */
  private settleSilent(): void {
    const { nr } = this.init;
    const { silent, block, half, own } = this;
    const { n } = silent;
    this.turn(this.R);
    for (let i = 0; i < n; i++) {
      for (let x = 0; x < 2 * n; x++) block[2 * i * n + x] = this.turned[2 * i * nr + x];
    }
    silent.decompose(block);
    half.set(own.D);
    for (let i = 0; i < nr; i++) {
      own.D.fill(0, 2 * i * nr, 2 * (i * nr + n));
      mulAdd(1, n, n, half, 2 * i * nr, silent.D, 0, own.D, 2 * i * nr);
    }
  }

  /** [D^H M D]_d,d for the own directions d by falling strength, [N_r]. */
  along(M: Float64Array, powers: Float64Array): void {
    const { nr } = this.init;
    this.turn(M);
    for (let d = 0; d < nr; d++) powers[d] = Math.max(0, this.turned[2 * (nr - 1 - d) * (nr + 1)]);
  }

  /** Share of the strongest observed user in what all of them but k send to user k; 0 where there is none. */
  strongestShare(Xi: Float64Array): number {
    const block = 2 * this.init.nr * this.init.ns;
    let strongest = 0;
    let all = 0;
    for (let at = block; at < Xi.length; at += block) {
      let power = 0;
      for (let x = at; x < at + block; x++) power += Xi[x] * Xi[x];
      strongest = Math.max(strongest, power);
      all += power;
    }
    return all > 0 ? strongest / all : 0;
  }

  /** Mean correlation of M between own directions: 0 where they are its eigenvectors, at most 1. */
  coherence(M: Float64Array): number {
    const { nr } = this.init;
    this.turn(M);
    const { turned } = this;
    let sum = 0;
    for (let i = 0; i < nr; i++) {
      for (let j = 0; j < i; j++) {
        const product = turned[2 * i * (nr + 1)] * turned[2 * j * (nr + 1)];
        const at = 2 * (i * nr + j);
        if (product > 0) sum += Math.hypot(turned[at], turned[at + 1]) / Math.sqrt(product);
      }
    }
    return nr > 1 ? sum / ((nr * (nr - 1)) / 2) : 0;
  }

  /** turned = D^H M D. */
  private turn(M: Float64Array): void {
    const { nr } = this.init;
    this.half.fill(0);
    mulHermitianAdd(nr, nr, nr, this.own.D, 0, M, 0, this.half, 0);
    this.turned.fill(0);
    mulAdd(nr, nr, nr, this.half, 0, this.own.D, 0, this.turned, 0);
  }
}
