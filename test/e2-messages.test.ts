// What Fig. 10 counts is what the near-RT RIC takes and sends.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fullFilters, fullPrecoders, fullReport } from '@chorus/experiments/special/fig10/full-messages.ts';
import { ControlSplitter } from '@chorus/near-rt-ric/control-splitter.ts';
import { checkIndication } from '@chorus/near-rt-ric/payload-check.ts';
import { filterUsers, range } from '@chorus/phy';
import { loadScenario } from '@chorus/platform/scenario.ts';
import { topologyOf } from '@chorus/platform/scenario-twin.ts';

const topology = topologyOf(loadScenario('small'));
const odus = range(topology.U);
const none = Buffer.alloc(0);
const { K, Nr, Nt, Ns } = topology;

describe('messages of full size', () => {
  for (const report of ['NEIGHBOURS', 'COVARIANCE', 'POWER', 'SERVED_CSI', 'COUPLED_CSI'] as const)
    test(`${report}: the near-RT RIC takes the report`, () => {
      for (const odu of odus) checkIndication(topology, odu, report, fullReport(topology, odu, report));
    });

  for (const reach of ['served', 'coupled'] as const)
    test(`filters, reach ${reach}: as the near-RT RIC splits them`, () => {
      const all = { users: range(K), u: Buffer.alloc(8 * K * Nr * Ns), w: Buffer.alloc(4 * K * Ns * Ns) };
      const wanted = odus.map((odu) => new Set(filterUsers(topology, odu, reach)));
      const shares = new ControlSplitter(topology).filters({ ...all, v: none, rMin: none }, wanted);
      for (const { odu, message } of shares)
        assert.deepEqual(sizes(message), sizes(fullFilters(topology, odu, reach)));
      assert.equal(shares.length, topology.U);
    });

  test('precoders: as the near-RT RIC splits them', () => {
    const links = topology.serving.reduce((sum, { length }) => sum + length, 0);
    const v = Buffer.alloc(8 * links * Nt * Ns);
    const shares = new ControlSplitter(topology).precoders({
      users: range(K),
      u: none,
      w: none,
      v,
      rMin: none,
    });
    for (const { odu, message } of shares)
      assert.deepEqual(sizes(message), sizes(fullPrecoders(topology, odu)));
    assert.equal(shares.length, topology.U);
  });
});

function sizes({ users, u, w, v }: ReturnType<typeof fullFilters>) {
  return { users, u: u.length, w: w.length, v: v.length };
}
