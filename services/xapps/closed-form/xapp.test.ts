import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Observe } from '@chorus/contracts';
import { xAppCompliance } from '@chorus/contracts/compliance/xapp-suite.ts';
import { assertClose } from '@chorus/phy/testing/expect.ts';
import {
  add,
  hermitian,
  identity,
  multiply,
  scale,
  solve,
  stack,
  subtract,
  sum,
  toFlat,
  type Matrix,
} from '@chorus/phy/testing/matrix.ts';
import { network } from '@chorus/phy/testing/network.ts';
import { Source } from '@chorus/phy/testing/source.ts';
import { createXApp } from './xapp.ts';

xAppCompliance('closed-form', createXApp);
xAppCompliance('closed-form with loading', createXApp, { loadingDb: 56 });

describe('closed-form', () => {
  const topology = network();
  const { Nr, Ns } = topology;
  const source = new Source(701);
  /** The user's own effective channel first. */
  const Xi = [source.matrix(Nr, Ns, 3), source.matrix(Nr, Ns), source.matrix(Nr, Ns)];
  const J = sum(
    Xi.map((x) => multiply(x, hermitian(x))),
    identity(Nr),
  );

  const filter = (
    observe: Observe,
    loadingDb: number | null,
    seen: Matrix[],
    { covariance = null, interference = null }: { covariance?: Matrix | null; interference?: number | null },
  ) => {
    const app = createXApp({ topology, observe }, { loadingDb });
    const U = new Float64Array(2 * Nr * Ns);
    const W = new Float64Array(2 * Ns * Ns);
    const observation = {
      user: 0,
      nearRtLoop: 0,
      Xi: toFlat(stack(seen)),
      J: covariance === null ? null : toFlat(covariance),
      interference,
    };
    app.filter(observation, U, W);
    return { U, W };
  };

  /** (17), and (16) as (I - U^H Xi)^-1. */
  const expected = (loading: number, covariance: Matrix) => {
    const U = solve(add(covariance, scale(identity(Nr), loading)), Xi[0]);
    const E = subtract(identity(Ns), multiply(hermitian(U), Xi[0]));
    return { U, W: solve(E, identity(Ns)) };
  };

  for (const loadingDb of [null, 10, 56]) {
    test(`under power J is isotropic, with ${loadingDb} dB of loading on top`, () => {
      const interference = 37;
      const isotropic = add(multiply(Xi[0], hermitian(Xi[0])), scale(identity(Nr), interference));
      const { U, W } = expected(loadingDb === null ? 0 : 10 ** (loadingDb / 10), isotropic);
      const actual = filter('power', loadingDb, Xi.slice(0, 1), { interference });
      assertClose(actual.U, U, 1e-12);
      assertClose(actual.W, W, 1e-10);
    });

    test(`is (17) and (16) with ${loadingDb} dB of loading, from either observation`, () => {
      const { U, W } = expected(loadingDb === null ? 0 : 10 ** (loadingDb / 10), J);
      for (const actual of [
        filter('neighbours', loadingDb, Xi, {}),
        filter('covariance', loadingDb, Xi.slice(0, 1), { covariance: J }),
      ]) {
        assertClose(actual.U, U, 1e-12);
        assertClose(actual.W, W, 1e-10);
      }
    });
  }

  test('under neighbours J holds the observed users only', () => {
    const part = add(multiply(Xi[0], hermitian(Xi[0])), identity(Nr));
    assertClose(filter('neighbours', null, Xi.slice(0, 1), {}).U, expected(0, part).U, 1e-12);
  });

  test('loading is over the noise, so that 0 dB doubles the noise', () => {
    assert.deepEqual(
      filter('covariance', 0, Xi.slice(0, 1), { covariance: J }),
      filter('covariance', null, Xi.slice(0, 1), { covariance: add(J, identity(Nr)) }),
    );
  });
});
