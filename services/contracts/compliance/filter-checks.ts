import assert from 'node:assert/strict';
import { cholesky, type Topology } from '@chorus/phy';
import type { FilterXApp, Observe, UserObservation } from '../xapp.ts';
import { assertFinite, type Check } from './check.ts';
import { checkTake, type MakeModel } from './model-checks.ts';
import { drawState, networks } from './state.ts';

export type MakeFilter = (topology: Topology, observe: Observe) => FilterXApp;

/** Signals over the usual ones: users at a cell's edge, and users beside an O-RU. */
const SIGNALS = [0, 1e-3, 1, 1e3];

/** What an xApp that gives U_k and W_k must do. @param model null for an xApp that takes none */
export function filterChecks(make: MakeFilter, model: MakeModel | null): Check[] {
  return Object.entries(networks).flatMap(([network, topology]) =>
    (['neighbours', 'covariance', 'power'] as const).flatMap((observe) => {
      const check = (name: string, run: (observations: UserObservation[]) => void): Check => ({
        name: `${name}, from ${observe}, on ${network}`,
        run: () => run(SIGNALS.flatMap((signal) => observationsOf(topology, observe, signal))),
      });
      const filter = (app: FilterXApp, observation: UserObservation) => {
        const { Nr, Ns } = topology;
        // NaN, so that what the app leaves unwritten shows.
        const U = new Float64Array(2 * Nr * Ns).fill(NaN);
        const W = new Float64Array(2 * Ns * Ns).fill(NaN);
        app.filter(observation, U, W);
        return { U, W };
      };
      return [
        check('gives finite U and W, Hermitian and positive definite W, also in float32', (observations) => {
          const app = make(topology, observe);
          assert.match(app.name, /\S/, 'name');
          for (const observation of observations) {
            const { U, W } = filter(app, observation);
            assertFinite(U, 'U');
            assertFinite(W, 'W');
            assertPositiveDefinite(topology.Ns, W);
            assertPositiveDefinite(topology.Ns, W.map(Math.fround));
          }
        }),
        check('repeats, and carries nothing from one user to the next', (observations) => {
          const used = make(topology, observe);
          const inTurn = observations.map((observation) => filter(used, observation));
          for (const [n, observation] of observations.entries()) {
            assert.deepEqual(
              filter(make(topology, observe), observation),
              inTurn[n],
              'a fresh instance differs',
            );
          }
          for (const [n, observation] of [...observations.entries()].reverse()) {
            assert.deepEqual(filter(used, observation), inTurn[n], 'another order of users differs');
          }
        }),
        check('only reads its observation', (observations) => {
          const before = structuredClone(observations);
          for (const observation of observations) filter(make(topology, observe), observation);
          assert.deepEqual(observations, before);
        }),
        ...(model === null
          ? []
          : [
              check('takes a model for some users, and refuses one that does not fit', (observations) =>
                checkTake(() => make(topology, observe), model(topology, observe), observations, filter),
              ),
            ]),
      ];
    }),
  );
}

/** What the near-RT RIC has of every user, as float32 brings it. */
function observationsOf(topology: Topology, observe: Observe, signal: number): UserObservation[] {
  const { K, Nr, Ns, observed } = topology;
  const { Xi, J, interference } = drawState(topology, 31).measured;
  const block = 2 * Nr * Ns;
  const row = (k: number, i: number) => Xi.subarray((k * K + i) * block, (k * K + i + 1) * block);
  return observed.map((users, user) => {
    const seen = observe === 'neighbours' ? users : [user];
    const covariance = J.slice(2 * user * Nr * Nr, 2 * (user + 1) * Nr * Nr);
    // Scaled precoders scale Xi; J is then the scaled sum and the same noise.
    for (let n = 0; n < covariance.length; n++) {
      const noise = n % (2 * (Nr + 1)) === 0 ? 1 : 0;
      covariance[n] = signal ** 2 * (covariance[n] - noise) + noise;
    }
    return {
      user,
      nearRtLoop: 3,
      Xi: Float64Array.from(seen.flatMap((i) => Array.from(row(user, i), (x) => Math.fround(signal * x)))),
      J: observe === 'covariance' ? covariance.map(Math.fround) : null,
      interference: observe === 'power' ? Math.fround(signal ** 2 * (interference[user] - 1) + 1) : null,
    };
  });
}

function assertPositiveDefinite(n: number, W: Float64Array): void {
  const scale = Math.max(...W.map(Math.abs));
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const [ij, ji] = [2 * (i * n + j), 2 * (j * n + i)];
      const error = Math.max(Math.abs(W[ij] - W[ji]), Math.abs(W[ij + 1] + W[ji + 1]));
      assert.ok(error <= 1e-12 * scale, `W is not Hermitian at ${i}, ${j}`);
    }
  }
  assert.ok(cholesky(n, W.slice()), `W is not positive definite: ${W.join(' ')}`);
}
