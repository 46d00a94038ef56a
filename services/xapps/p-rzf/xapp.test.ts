import assert from 'node:assert/strict';
import { test } from 'node:test';
import { xAppCompliance } from '@chorus/contracts/compliance/xapp-suite.ts';
import { assertClose } from '@chorus/phy/testing/expect.ts';
import { zeros } from '@chorus/phy/testing/matrix.ts';
import { naiveCluster } from '@chorus/phy/testing/naive-rzf.ts';
import { dense, drawLinks, network } from '@chorus/phy/testing/network.ts';
import { Source } from '@chorus/phy/testing/source.ts';
import { createXApp } from './xapp.ts';

xAppCompliance('p-rzf', createXApp, { rzfLambda: 1e5 });

test('p-rzf is RZF over each cluster, from coupled CSI, at the lambda of the scenario', () => {
  const topology = network();
  const { K, L, Nr, Nt, Ns, coupled } = topology;
  const links = drawLinks(topology, new Source(711));
  const reported = links.map((row, k) => row.map((h, l) => (coupled[l].includes(k) ? h : zeros(Nr, Nt))));
  const app = createXApp({ topology, observe: 'neighbours' }, { rzfLambda: 3e4 });
  assert.equal(app.csi, 'coupled');
  const V = new Float64Array(2 * K * L * Nt * Ns);
  app.precode(dense(reported, Nr, Nt), V);
  assertClose(V, dense(naiveCluster(topology, links, 3e4), Nt, Ns), 1e-7);
});
