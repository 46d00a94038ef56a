import assert from 'node:assert/strict';
import { test } from 'node:test';
import { precoderCompliance } from '@chorus/contracts/compliance/precoder-suite.ts';
import { drawState, networks } from '@chorus/contracts/compliance/state.ts';
import { assertClose } from '@chorus/phy/testing/expect.ts';
import { fromFlat, type Matrix } from '@chorus/phy/testing/matrix.ts';
import { naiveLocal } from '@chorus/phy/testing/naive-rzf.ts';
import { each, precoderOf } from '@chorus/phy/testing/network.ts';
import { createPrecoder } from './d-rzf.ts';
import { createMultiplier } from './newton.ts';

precoderCompliance('d-rzf', createPrecoder, { rzfLambda: 1e5 });
precoderCompliance('d-rzf without regularisation', createPrecoder, { rzfLambda: 0 });

test('d-rzf is (41), (42) at the lambda of the scenario and needs nothing from outside', () => {
  const topology = networks['an ordinary network'];
  const { K, L, Nr, Nt, served } = topology;
  const { H, cells } = drawState(topology, 53);
  const links = each(K, (k) => each(L, (l) => fromFlat(H, Nr, Nt, 2 * (k * L + l) * Nr * Nt)));
  for (const rzfLambda of [0, 3e4]) {
    const expected = naiveLocal(topology, links, rzfLambda);
    for (const cell of cells) {
      const dApp = createPrecoder({ topology, odu: cell.odu }, { rzfLambda });
      assert.deepEqual([dApp.reach, dApp.control], ['none', 'none']);
      dApp.precode(cell, createMultiplier());
      for (const l of cell.radios) {
        for (const k of served[l]) assertClose(precoderOf(cell, l, k), expected[k][l] as Matrix, 1e-7);
      }
    }
  }
});
