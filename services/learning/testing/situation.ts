import {
  add,
  hermitian,
  identity,
  multiply,
  scale,
  squaredNorm,
  stack,
  sum,
  toFlat,
  trace,
  zeros,
  type Matrix,
} from '@chorus/phy/testing/matrix.ts';
import type { Source } from '@chorus/phy/testing/source.ts';
import type { Observe, Observed } from '../policy/policy.ts';

export const observations = ['neighbours', 'covariance', 'power'] as const;

/** What one user receives, as plain matrices: the truth that an observation shows a part of. */
export interface Situation {
  /** Xi_k,k. */
  readonly own: Matrix;
  /** Xi_k,i of the other users in I_k. */
  readonly others: readonly Matrix[];
  /** Xi_k,i of everybody else, which `neighbours` does not see. */
  readonly unseen: readonly Matrix[];
}

/** Effective channels of magnitudes as the paper's network has them; `users` is I. */
export function drawSituation(source: Source, nr: number, ns: number, users: number): Situation {
  return {
    own: source.matrix(nr, ns, 2000),
    others: Array.from({ length: users - 1 }, () => source.matrix(nr, ns, source.decades(1, 2.5))),
    unseen: [source.matrix(nr, ns, 100)],
  };
}

/** As E2 brings it, before the wire rounds it. */
export function show({ own, others, unseen }: Situation, observe: Observe): Observed {
  const interference = noiseAnd([...others, ...unseen], own.length);
  const J = add(gram(own), interference);
  return {
    Xi: toFlat(observe === 'neighbours' ? stack([own, ...others]) : own),
    J: observe === 'covariance' ? toFlat(J) : null,
    interference: observe === 'power' ? trace(interference).re / own.length : null,
  };
}

/** Interference and noise R_k as the observation and the loading have it. */
export function seenInterference(
  { own, others, unseen }: Situation,
  observe: Observe,
  loadingDb: number | null,
): Matrix {
  const nr = own.length;
  const all = noiseAnd([...others, ...unseen], nr);
  const seen =
    observe === 'neighbours'
      ? noiseAnd(others, nr)
      : observe === 'power'
        ? scale(identity(nr), trace(all).re / nr)
        : all;
  return loadingDb === null ? seen : add(seen, scale(identity(nr), 10 ** (loadingDb / 10)));
}

/** Xi_k,i Xi_k,i^H of some users, and the noise. */
export function noiseAnd(channels: readonly Matrix[], nr: number): Matrix {
  return add(sum(channels.map(gram), zeros(nr)), identity(nr));
}

/** The user's receive antennas turned by P, and the streams of every user by a Q of its own. */
export function turn(situation: Situation, P: Matrix, Q: () => Matrix, ownQ: Matrix): Situation {
  const turned = (Xi: Matrix) => multiply(P, Xi, Q());
  return {
    own: multiply(P, situation.own, ownQ),
    others: situation.others.map(turned),
    unseen: situation.unseen.map(turned),
  };
}

export const gram = (A: Matrix): Matrix => multiply(A, hermitian(A));

/** Largest magnitude of the part of A that is not Hermitian, over A's norm. */
export function skewness(A: Matrix): number {
  const difference = add(A, scale(hermitian(A), -1));
  return Math.sqrt(squaredNorm(difference) / squaredNorm(A));
}
