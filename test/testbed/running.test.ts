// A testbed that runs on: steering it over A1, watching it, and what happens when a process dies.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { connect } from '@nats-io/transport-node';
import { up, type KpiRecord } from './chorus.ts';

/** Calls `seen` with each record of ru-sim until it returns true. */
async function watch(t: TestContext, nats: string, seen: (record: KpiRecord) => boolean): Promise<void> {
  const connection = await connect({ servers: nats });
  t.after(() => connection.close());
  for await (const message of connection.subscribe('kpi.ru-sim')) {
    if (seen(message.json<KpiRecord>())) return;
  }
  assert.fail('the KPI stream ended');
}

test('R_k^min set over A1 takes effect in the running loop, and its deletion too (Fig. 11)', async (t) => {
  const { status } = await up(t, 'small', ['qos.r_min=0']);
  const { http, nats } = status().addresses;
  const policy = `http://${http['near-rt-ric']}/A1-P/v2/policytypes/20100/policies/fig-11`;
  let before = 0;
  await watch(t, nats, (record) => {
    before = (record['userRate'] as number[])[2];
    return record.nearRtLoop >= 10;
  });
  const wanted = before + 2;
  const put = await fetch(policy, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ users: [2], r_min: wanted }),
  });
  assert.equal(put.status, 202);
  let largestMu = 0;
  await watch(t, nats, (record) => {
    const [rMin, mu, rate] = ['rMin', 'mu', 'userRate'].map((field) => (record[field] as number[])[2]);
    largestMu = Math.max(largestMu, mu);
    return Math.abs(rMin - wanted) < 1e-5 && rate >= 0.97 * wanted;
  });
  assert.ok(largestMu > 0, 'the multiplier rose');
  const enforced = (await (await fetch(`${policy}/status`)).json()) as { enforceStatus: string };
  assert.equal(enforced.enforceStatus, 'ENFORCED');

  assert.equal((await fetch(policy, { method: 'DELETE' })).status, 202);
  await watch(t, nats, (record) => (record['rMin'] as number[])[2] === 0);
});

test('e2, status and stop speak of the running testbed; stop leaves no process', async (t) => {
  const { status, ask, ended } = await up(t, 'small');
  const { processes } = status();
  const roles = processes.map(({ role }) => role);
  for (const role of ['ru-sim', 'o-du', 'near-rt-ric', 'xapp', 'non-rt-ric'])
    assert.ok(roles.includes(role), role);
  assert.equal(new Set(processes.map(({ pid }) => pid)).size, processes.length, 'a process each');
  const e2 = ask('e2');
  assert.equal(e2.status, 0);
  assert.match(e2.stdout, /RICIndication/);
  assert.equal(ask('stop').status, 0);
  await ended;
  for (const { pid } of processes) assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
});

for (const victim of ['o-du-1', 'near-rt-ric', 'xapp-closed-form-0', 'ru-sim', 'redis', 'nats']) {
  test(`${victim} dies in mid-run: the rest is stopped, the exit code is 1`, async (t) => {
    const { status, ended, said } = await up(t, 'small');
    const { processes } = status();
    const { pid } = processes.find(({ name }) => name === victim) as { pid: number };
    process.kill(pid, 'SIGKILL');
    const [code] = await ended;
    assert.equal(code, 1);
    assert.match(said(), new RegExp(`CHORUS_PROCESS_DIED: ${victim} ended in mid-run`));
    for (const other of processes) assert.throws(() => process.kill(other.pid, 0), { code: 'ESRCH' });
  });
}
