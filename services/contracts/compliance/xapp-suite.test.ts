import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CentralRzf, FilterEquations, receivedCovariance } from '@chorus/phy';
import type { FilterXApp, UserObservation } from '../xapp.ts';
import { xAppChecks, type CreateXApp } from './xapp-suite.ts';

/** Names of the checks that an xApp fails. */
function failures(create: CreateXApp): string[] {
  return xAppChecks(create)
    .filter(({ run }) => {
      try {
        run();
        return false;
      } catch {
        return true;
      }
    })
    .map(({ name }) => name);
}
const assertFails = (create: CreateXApp, start: string) => {
  const failed = failures(create);
  assert.ok(
    failed.some((name) => name.startsWith(start)),
    failed.join('\n'),
  );
};

type Filter = FilterXApp['filter'];

/** The closed form with `fault` done after it. */
const faultyFilter =
  (fault: (o: UserObservation, U: Float64Array, W: Float64Array, call: number) => void): CreateXApp =>
  ({ topology: { Nr, Ns } }) => {
    const equations = new FilterEquations(Nr, Ns);
    let call = 0;
    const filter: Filter = (observation, U, W) => {
      const { Xi } = observation;
      const J = new Float64Array(2 * Nr * Nr);
      receivedCovariance(Xi.length / (2 * Nr * Ns), Nr, Ns, Xi, 0, J);
      equations.receiveFilter(J, 0, Xi, 0, U);
      equations.weight(U, Xi, 0, 1e-7, W);
      fault(observation, U, W, call++);
    };
    return { name: 'faulty', gives: 'filters', filter };
  };

/** C-RZF with `fault` done after it. */
const faultyPrecoder =
  (fault: (H: Float64Array, V: Float64Array, call: number) => void): CreateXApp =>
  ({ topology }) => {
    const rzf = new CentralRzf(topology, 1e5, 'served');
    let call = 0;
    const precode = (H: Float64Array, V: Float64Array) => {
      rzf.precode(H, V);
      fault(H, V, call++);
    };
    return { name: 'faulty', gives: 'precoders', csi: 'served', precode };
  };

describe('compliance of xApps that give filters', () => {
  const sound = 'gives finite U and W';

  test('passes a sound one', () => {
    assert.deepEqual(failures(faultyFilter(() => undefined)), []);
  });

  test('fails what is not finite', () => {
    assertFails(
      faultyFilter((_o, U) => (U[0] = Infinity)),
      sound,
    );
  });

  test('fails what is left unwritten', () => {
    assertFails(() => ({ name: 'idle', gives: 'filters', filter: () => undefined }), sound);
  });

  test('fails a W that is not Hermitian', () => {
    assertFails(
      faultyFilter((_o, _U, W) => (W[1] += 0.1 * W[0])),
      sound,
    );
  });

  test('fails a W that is not positive definite', () => {
    assertFails(
      faultyFilter((_o, _U, W) => (W[0] *= -1)),
      sound,
    );
    assertFails(
      faultyFilter((_o, _U, W) => W.fill(0)),
      sound,
    );
  });

  test('fails an app that divides by a signal of zero', () => {
    const dividing = faultyFilter(({ Xi }, U) => (U[0] /= Math.hypot(...Xi)));
    assertFails(dividing, sound);
  });

  test('fails an app that carries something from user to user', () => {
    let last = 0;
    assertFails(
      faultyFilter((_o, U) => ([U[0], last] = [U[0] + 1e-3 * last, U[0]])),
      'repeats',
    );
    assertFails(
      faultyFilter((_o, U, _W, call) => (U[0] += 1e-9 * call)),
      'repeats',
    );
  });

  test('runs the app on every observation', () => {
    const seen = (fault: (o: UserObservation) => boolean) =>
      failures(faultyFilter((o, U) => (U[0] = fault(o) ? NaN : U[0]))).filter((name) =>
        name.startsWith(sound),
      );
    const only = (names: string[], observe: string) =>
      names.length > 0 && names.every((name) => name.includes(`from ${observe},`));
    assert.ok(
      only(
        seen(({ J }) => J !== null),
        'covariance',
      ),
    );
    assert.ok(
      only(
        seen(({ interference }) => interference !== null),
        'power',
      ),
    );
    assert.ok(
      only(
        seen(({ J, interference }) => J === null && interference === null),
        'neighbours',
      ),
    );
  });

  test('fails an app that writes its observation', () => {
    assertFails(
      faultyFilter(({ Xi }) => (Xi[0] += 1)),
      'only reads',
    );
  });
});

describe('compliance of xApps that give precoders', () => {
  const sound = 'gives finite precoders';

  test('passes a sound one', () => {
    assert.deepEqual(failures(faultyPrecoder(() => undefined)), []);
  });

  test('fails what is not finite', () => {
    assertFails(
      faultyPrecoder((_H, V) => (V[0] = NaN)),
      sound,
    );
  });

  test('fails precoders where an O-RU does not serve the user', () => {
    assertFails(
      faultyPrecoder((_H, V) => V.forEach((v, n) => (V[n] = v === 0 ? 1e-9 : v))),
      sound,
    );
  });

  test('fails more power than P_max', () => {
    assertFails(
      faultyPrecoder((_H, V) => V.forEach((v, n) => (V[n] = 1.01 * v))),
      sound,
    );
  });

  test('fails an app that needs every node', () => {
    const needy = faultyPrecoder((H, V) => {
      if (H.filter((h) => h === 0).length > 0.7 * H.length) V.fill(NaN);
    });
    assertFails(needy, 'does so while');
  });

  test('fails an app that remembers', () => {
    assertFails(
      faultyPrecoder((_H, V, call) => V.forEach((v, n) => (V[n] = v / (1 + call)))),
      'repeats',
    );
  });

  test('fails an app that writes the channels', () => {
    assertFails(
      faultyPrecoder((H) => (H[0] += 1)),
      'only reads',
    );
  });
});
