import assert from 'node:assert/strict';
import { test } from 'node:test';
import { xAppCompliance } from '@chorus/contracts/compliance/xapp-suite.ts';
import { assertClose } from '@chorus/phy/testing/expect.ts';
import { zeros } from '@chorus/phy/testing/matrix.ts';
import { naiveCentral } from '@chorus/phy/testing/naive-rzf.ts';
import { dense, drawLinks, network } from '@chorus/phy/testing/network.ts';
import { Source } from '@chorus/phy/testing/source.ts';
import { createXApp } from './xapp.ts';

xAppCompliance('c-rzf', createXApp, { rzfLambda: 1e5 });
xAppCompliance('c-rzf without regularisation', createXApp, { rzfLambda: 0 });

test('c-rzf is (39), (40) over served CSI at the lambda of the scenario', () => {
  const topology = network();
  const { K, L, Nr, Nt, Ns, served } = topology;
  const links = drawLinks(topology, new Source(711));
  const reported = links.map((row, k) => row.map((h, l) => (served[l].includes(k) ? h : zeros(Nr, Nt))));
  const app = createXApp({ topology, observe: 'neighbours' }, { rzfLambda: 3e4 });
  assert.equal(app.csi, 'served');
  const V = new Float64Array(2 * K * L * Nt * Ns);
  app.precode(dense(reported, Nr, Nt), V);
  assertClose(V, dense(naiveCentral(topology, links, 3e4, 'served'), Nt, Ns), 1e-7);
});
