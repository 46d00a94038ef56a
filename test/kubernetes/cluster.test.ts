// The topology of overlays/small on one machine: 8 O-DUs, 3 replicas of the xApp, 3 nats-servers that route to each
// other, a Redis primary with 2 replicas and 3 Sentinels, by the command lines of the manifests.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test, type TestContext } from 'node:test';
import { kpiHash } from '@chorus/cli/summary/hash.ts';
import type { KpiRecord } from '@chorus/cli/testbed/kpi.ts';
import { Redis } from 'ioredis';
import { run } from '../testbed/chorus.ts';
import { render } from './kustomize.ts';
import { LocalCluster } from './local-cluster.ts';
import { overlays } from './overlays.ts';
import type { ConfigMap } from './pods.ts';

const LOOPS = 60;
// A loopback address for each pod, and env's -C.
const skip = process.platform === 'linux' && existsSync('/usr/bin/env') ? false : 'needs Linux';

function cluster(t: TestContext, loops: number): LocalCluster {
  const objects = render(overlays.get('small') as string);
  const options = objects.find(({ metadata }) => metadata.name.startsWith('chorus-')) as ConfigMap;
  options.data['CHORUS_SET'] = `clock.near_rt_loops=${loops}`;
  return new LocalCluster(t, objects);
}

const byRuSim = (records: readonly KpiRecord[]) => records.filter(({ process }) => process === 'ru-sim');
const newest = ({ records }: LocalCluster) => Math.max(...byRuSim(records).map((one) => one.nearRtLoop));

/** The names of a nats-server's clients. */
async function clientsOf(address: string): Promise<string[]> {
  const { connections } = (await (await fetch(`http://${address}:8222/connz`)).json()) as {
    connections: { name: string }[];
  };
  return connections.map(({ name }) => name);
}

/** Which pod the Sentinel of redis-1 calls the primary. */
async function redisPrimary(testbed: LocalCluster): Promise<string> {
  const sentinel = new Redis({ host: testbed.addressOf('redis-1'), port: 26379 });
  const [address] = (await sentinel.call('sentinel', 'get-master-addr-by-name', 'sdl')) as string[];
  sentinel.disconnect();
  const pod = testbed.pods.find(({ name }) => testbed.addressOf(name) === address);
  assert.ok(pod);
  return pod.name;
}

test('overlays/small as processes', { skip }, async (t) => {
  const set = ['network.odus=8', 'xapp.replicas=3'];
  const reference = await run(t, 'small', LOOPS, set);
  const expected = byRuSim(reference.records);
  const testbed = cluster(t, LOOPS);
  await testbed.start();

  await t.test(
    'has 8 O-DUs, 3 xApps, 3 NATS servers in one cluster and 3 Redis with one primary',
    async () => {
      const roles = testbed.pods.map(({ name }) => name.replace(/-\d+$/, ''));
      const count = (role: string) => roles.filter((one) => one === role).length;
      assert.deepEqual([count('o-du'), count('xapp'), count('nats'), count('redis')], [8, 3, 3, 3]);
      const routes = await fetch(`http://${testbed.addressOf('nats-1')}:8222/routez`);
      const { routes: others } = (await routes.json()) as { routes: { remote_id: string }[] };
      assert.equal(new Set(others.map(({ remote_id }) => remote_id)).size, 2);
      assert.equal(await redisPrimary(testbed), 'redis-0');
    },
  );

  await t.test('gives the records of `chorus run`', async () => {
    await testbed.untilLoop(5);
    const first = byRuSim(testbed.records).filter(({ nearRtLoop }) => nearRtLoop <= 5);
    assert.equal(first.length, 6);
    assert.equal(kpiHash(first), kpiHash(expected.slice(0, 6)));
  });

  await t.test('goes on without one of the NATS servers', async (t) => {
    const servers = ['nats-0', 'nats-1', 'nats-2'];
    const clients = await Promise.all(servers.map((name) => clientsOf(testbed.addressOf(name))));
    // A server takes the KPI records that it holds along; those of the ru-sim are to be compared.
    const victim = clients.findIndex((names) => !names.includes('ru-sim') && !names.includes('chorus'));
    t.diagnostic(`${servers[victim]} had ${clients[victim].join(', ')}`);
    testbed.killPod(servers[victim]);
    const before = newest(testbed);
    assert.ok(before < LOOPS - 20);
    await testbed.untilLoop(before + 10);
  });

  await t.test('goes on without the Redis primary', async () => {
    const before = newest(testbed);
    assert.ok(before < LOOPS - 2);
    testbed.killPod('redis-0');
    await testbed.untilLoop(LOOPS - 1);
    assert.notEqual(await redisPrimary(testbed), 'redis-0');
  });

  await t.test('and gives the records of `chorus run` to the end', () => {
    assert.equal(byRuSim(testbed.records).length, LOOPS);
    assert.equal(kpiHash(byRuSim(testbed.records)), reference.summary.kpiHash);
    assert.deepEqual(testbed.restarts, []);
  });
});

test('what ends is started again, as by a kubelet, and the run goes on', { skip }, async (t) => {
  const testbed = cluster(t, 0);
  await testbed.start();

  for (const pod of ['o-du-3', 'xapp-1', 'near-rt-ric', 'redis-0', 'nats-2'])
    await t.test(pod, async () => {
      const before = newest(testbed);
      await testbed.restartPod(pod);
      await testbed.untilLoop(before + 20);
      assert.deepEqual(testbed.restarts, []);
    });

  await t.test('with ru-sim a run begins anew, for which the O-DUs start again', async () => {
    await testbed.restartPod('ru-sim');
    testbed.records.length = 0;
    await testbed.untilLoop(3);
    assert.equal(byRuSim(testbed.records)[0].nearRtLoop, 0);
    assert.ok(testbed.restarts.length >= 8);
    for (const restart of testbed.restarts) assert.match(restart, /^o-du-\d\..*another run$/);
  });
});
