// NumPy computes what Chorus computes, so that their times can be compared.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadedNetwork } from '@chorus/experiments/special/table1/loaded-network.ts';
import { loadScenario } from '@chorus/platform/scenario.ts';
import { findNumpy, INSTALL_NUMPY, NumpyProcess, type NumpyResults } from './numpy-process.ts';
import { differences, TOLERANCE } from '../table1/agreement.ts';
import { numpyNetwork, precodersOf } from '../table1/numpy-network.ts';
import { IN_TURN } from '../table1/numpy-side.ts';
import { SCHEMES } from '../table1/schemes.ts';
import { benchTable1 } from '../table1/table1.ts';

const python = findNumpy();
const skip = python === null ? `no Python here has NumPy: ${INSTALL_NUMPY}` : false;

/** Near-RT loops in NumPy, of every scheme, from one state of a network. */
async function inNumpy(set: readonly string[]) {
  const scenario = loadScenario('small', [...set]);
  const network = await loadedNetwork(scenario);
  const numpy = new NumpyProcess(python as string);
  await numpy.take(numpyNetwork(scenario, network));
  const results = new Map<string, NumpyResults>();
  for (const scheme of [...SCHEMES.map((each) => each.scheme), IN_TURN])
    results.set(scheme, await numpy.run(scheme));
  numpy.close();
  return { network, results };
}

describe('a near-RT loop in NumPy', { skip }, () => {
  for (const [name, set] of [
    ['of the small scenario', []],
    ['with users that share every O-RU', ['network.radios=6', 'network.users=5', 'network.odus=2']],
    ['with O-RUs that serve nobody', ['network.users=2', 'network.observed=2']],
    ['with users of one antenna', ['network.nr=1']],
    ['with one O-DU', ['network.odus=1']],
  ] as const) {
    test(`${name} has the results of ours`, async () => {
      const { network, results } = await inNumpy(set);
      for (const [scheme, result] of results) {
        const own = scheme === IN_TURN ? 'proposed' : scheme;
        const scenario = loadScenario('small', [...set, `scheme.name=${own}`]);
        for (const [what, difference] of Object.entries(await differences(scenario, network, result)))
          assert.ok(difference < TOLERANCE, `${what} of ${scheme} differs by ${difference}`);
      }
    });
  }

  test('that is off in one number is found out', async () => {
    const { network, results } = await inNumpy([]);
    const scenario = loadScenario('small', ['scheme.name=d-rzf']);
    const result = results.get('d-rzf') as NumpyResults;
    const V = [...result.V];
    const most = Math.max(...V);
    V[V.indexOf(most)] *= 1 + 1e-8;
    const found = await differences(scenario, network, { ...result, V });
    assert.ok(found['V'] > TOLERANCE);
    const broken = { ...result, V: V.with(0, NaN) };
    assert.equal((await differences(scenario, network, broken))['V'], Infinity);
  });

  test('is timed in turn with ours', async () => {
    const { rows, numpy } = await benchTable1('small', 3, python);
    assert.deepEqual(
      rows.map(({ label, paperMs }) => [label, paperMs]),
      [
        ['proposed', 6.38],
        ['C-RZF', 27.82],
        ['D-RZF', 4.52],
        ['DRL-WMMSE', 2.49],
        ['P-RZF', null],
      ],
    );
    assert.equal(rows[0].ratio, 1);
    for (const { ms, numpyMs, numpyRatio } of rows)
      for (const value of [ms, numpyMs, numpyRatio]) assert.ok(Number(value) > 0, String(value));
    assert.ok(Number(numpy?.inTurnMs) > 0);
    assert.match(numpy?.version ?? '', /^NumPy \d/);
  });
});

test('a comparison leaves the network as it was', async () => {
  const scenario = loadScenario('small');
  const network = await loadedNetwork(scenario);
  const before = precodersOf(network);
  await differences(scenario, network, { U: null, W: null, V: [], xi: null });
  assert.deepEqual(precodersOf(network), before);
});

test('without NumPy ours is timed alone', async () => {
  const { rows, numpy } = await benchTable1('small', 1, null);
  assert.equal(numpy, null);
  for (const { ms, numpyMs, numpyRatio } of rows) {
    assert.ok(ms > 0);
    assert.deepEqual([numpyMs, numpyRatio], [null, null]);
  }
});
