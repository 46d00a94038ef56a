import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Measurement } from '@chorus/phy';
import { network } from '@chorus/phy/testing/network.ts';
import { Source } from '@chorus/phy/testing/source.ts';
import { observations } from '../testing/situation.ts';
import { observer } from './observer.ts';

for (const overrides of [{}, { nr: 3, nt: 2 }, { nr: 1 }]) {
  const topology = network(overrides);
  const { K, Nr, Ns, observed } = topology;

  describe(`observer at N_r = ${Nr}, N_s = ${Ns}`, () => {
    const source = new Source(961);
    /** Numbers that float32 does not keep. */
    const measured = new Measurement(topology);
    measured.Xi.set(source.values(measured.Xi.length, 1e5));
    measured.J.set(source.values(measured.J.length, 1e9));
    measured.interference.set(source.values(K, 1e7).map(Math.abs));

    /** Xi_k,i, rounded. */
    const channel = (k: number, i: number) =>
      Array.from({ length: 2 * Nr * Ns }, (_, x) => Math.fround(measured.Xi[2 * (k * K + i) * Nr * Ns + x]));

    for (const observe of observations) {
      test(`shows every user what E2 brings under ${observe}, as float32`, () => {
        const see = observer(topology, observe);
        for (let k = 0; k < K; k++) {
          const { Xi, J, interference } = see(measured, k);
          const shown = observe === 'neighbours' ? observed[k] : [k];
          assert.deepEqual(
            Array.from(Xi),
            shown.flatMap((i) => channel(k, i)),
          );
          const whole = Array.from({ length: 2 * Nr * Nr }, (_, x) =>
            Math.fround(measured.J[2 * k * Nr * Nr + x]),
          );
          assert.deepEqual(J === null ? null : Array.from(J), observe === 'covariance' ? whole : null);
          assert.equal(interference, observe === 'power' ? Math.fround(measured.interference[k]) : null);
        }
      });
    }

    test("keeps a user's observation while another's is taken", () => {
      const see = observer(topology, 'neighbours');
      const first = see(measured, 0);
      const before = first.Xi.slice();
      see(measured, 1);
      assert.deepEqual(first.Xi, before);
    });
  });
}
