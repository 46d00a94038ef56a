import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PrecoderXApp } from '@chorus/contracts';
import { buildTopology } from '@chorus/phy';
import { reportOf } from '@chorus/near-rt-ric/testing/fake-node.ts';
import { testScenario } from '@chorus/near-rt-ric/testing/start-ric.ts';
import { checkScenario } from '@chorus/platform/scenario.ts';
import { PrecoderRunner } from './precoder-runner.ts';
import { usersOfReplica } from './runner.ts';

const { network, radio } = checkScenario(testScenario);
const topology = buildTopology({ ...network, ...radio }, 1);
const { K, L, Nr, Nt, Ns, served, coupled, serving, oduOfRadio } = topology;
const hBlock = 2 * Nr * Nt;
const vBlock = 2 * Nt * Ns;

/** V_k,l holds the tag that H_k,l brought: it shows where every link went, there and back. */
function echo(csi: 'served' | 'coupled', spoil: { user: number | null } = { user: null }): PrecoderXApp {
  return {
    name: 'echo',
    gives: 'precoders',
    csi,
    precode(H, V) {
      for (let k = 0; k < K; k++)
        for (const l of serving[k]) {
          const at = (k * L + l) * vBlock;
          V.fill(H[(k * L + l) * hBlock], at, at + vBlock);
          if (k === spoil.user) V[at] = NaN;
        }
    },
  };
}

/** CSI in which the link from O-RU l to user k holds 100 l + k + offset. */
function reports(csi: 'served' | 'coupled', offset = 0) {
  const lists = csi === 'served' ? served : coupled;
  return topology.radiosOfOdu.map((radios, odu) => {
    const report = reportOf(topology, odu, csi === 'served' ? 'SERVED_CSI' : 'COUPLED_CSI');
    const values = radios.flatMap((l) =>
      lists[l].flatMap((k) => Array<number>(hBlock).fill(100 * l + k + offset)),
    );
    return { ...report, channel: Buffer.from(Float32Array.from(values).buffer) };
  });
}

const tagsOf = (v: Buffer | undefined) => {
  const values = new Float32Array(Uint8Array.from(v ?? []).buffer);
  return [...values].filter((_, i) => i % vBlock === 1);
};
const linksOf = (users: number[]) =>
  served.flatMap((list, l) => list.filter((k) => users.includes(k)).map((k) => ({ l, k })));
const components = (app: PrecoderXApp, failures: string[] = [], unreadable: string[] = []) => ({
  topology,
  app,
  onAppError: (what: string) => failures.push(what),
  onUnreadable: (what: string) => unreadable.push(what),
});

for (const csi of ['served', 'coupled'] as const)
  test(`${csi} CSI: each link's channel comes in and its precoder goes out at the right place`, () => {
    for (const replica of [0, 1]) {
      const users = usersOfReplica(K, replica, 2);
      const runner = new PrecoderRunner(components(echo(csi)), { users, rtLoops: 10 });
      const decision = runner.run(reports(csi), { nearRtLoop: 0, slot: 10 });
      assert.deepEqual(
        tagsOf(decision?.message.v),
        linksOf(users).map(({ l, k }) => 100 * l + k),
      );
      assert.deepEqual(decision?.message.users, users);
      assert.deepEqual(decision?.header, { style: 'PRECODERS', nearRtLoop: 0, slot: 10 });
      assert.equal(decision?.endsLoop, true);
    }
    assert(oduOfRadio.includes(1), 'links of several O-DUs');
  });

test('the slot that starts a run is left to the O-DUs', () => {
  const runner = new PrecoderRunner(components(echo('served')), { users: [0], rtLoops: 10 });
  assert.equal(runner.run(reports('served'), { nearRtLoop: -1, slot: 0 }), null);
});

test('a user for whom the app fails keeps its last precoders; the others get new ones', () => {
  const spoil: { user: number | null } = { user: null };
  const failures: string[] = [];
  const users = [0, 1, 2];
  const runner = new PrecoderRunner(components(echo('served', spoil), failures), { users, rtLoops: 10 });
  runner.run(reports('served'), { nearRtLoop: 0, slot: 1 });
  spoil.user = 1;
  const decision = runner.run(reports('served', 1000), { nearRtLoop: 0, slot: 2 });
  assert.deepEqual(
    tagsOf(decision?.message.v),
    linksOf(users).map(({ l, k }) => 100 * l + k + (k === 1 ? 0 : 1000)),
  );
  assert.deepEqual(failures, ['user 1']);
  assert.equal(decision?.endsLoop, false);
});

test('where a report cannot be read the last CSI of its O-DU stands, and the app is asked all the same', () => {
  const failures: string[] = [];
  const unreadable: string[] = [];
  const users = [0, 1, 2];
  const runner = new PrecoderRunner(components(echo('served'), failures, unreadable), { users, rtLoops: 10 });
  runner.run(reports('served'), { nearRtLoop: 0, slot: 1 });
  const [absent, spoilt] = [0, 1];
  const bad = reports('served', 1000).map((report, odu) => {
    if (odu === absent) return null;
    return odu === spoilt ? { ...report, channel: report.channel.subarray(4) } : report;
  });
  const decision = runner.run(bad, { nearRtLoop: 0, slot: 2 });
  const old = (l: number) => oduOfRadio[l] === absent || oduOfRadio[l] === spoilt;
  assert.deepEqual(
    tagsOf(decision?.message.v),
    linksOf(users).map(({ l, k }) => 100 * l + k + (old(l) ? 0 : 1000)),
  );
  assert.deepEqual([failures, unreadable], [[], [`o-du-${spoilt}`]]);
});
