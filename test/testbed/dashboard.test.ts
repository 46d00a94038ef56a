// A testbed with its dashboard: what it shows comes from the records, and what is set there arrives in them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MinimumRatePolicy, ProcessView, TestbedView, Tick } from '@chorus/dashboard';
import { events } from '@chorus/dashboard/testing/events.ts';
import { connect } from '@nats-io/transport-node';
import { up, type KpiRecord } from './chorus.ts';

test('ticks come, and a minimum rate that is set in the dashboard is in the records', async (t) => {
  const { status, ask, said } = await up(t, 'small');
  const { addresses, processes } = status();
  const url = `http://${addresses.http['dashboard']}`;
  assert.equal(processes.find(({ name }) => name === 'dashboard')?.health, 'ok', said());
  assert.match(ask('status').stdout, /^dashboard +dashboard /m);

  const testbed = (await (await fetch(`${url}/api/testbed`)).json()) as TestbedView;
  assert.equal(testbed.scenario.name, 'small');
  const connection = await connect({ servers: addresses.nats });
  t.after(() => connection.close());
  const records = connection.subscribe('kpi.ru-sim');

  const put = await fetch(`${url}/api/minimum-rate`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ users: [2], r_min: 6.5 }),
  });
  assert.equal(put.status, 200);
  assert.equal(((await put.json()) as MinimumRatePolicy[])[0].policy, 'dashboard-2');
  for await (const message of records) if ((message.json<KpiRecord>()['rMin'] as number[])[2] === 6.5) break;

  const seen: Tick[] = [];
  for await (const { event, data } of events(`${url}/api/events`)) {
    if (event !== 'tick') continue;
    seen.push(data as Tick);
    if (seen.length >= 3 && seen.at(-1)?.rMin[2] === 6.5) break;
  }
  const tick = seen.at(-1) as Tick;
  assert.ok(seen.every(({ nearRtLoop }, i) => i === 0 || nearRtLoop > seen[i - 1].nearRtLoop));
  assert.equal(tick.userRate.length, testbed.users.length);
  assert.ok(tick.e2.total.complexNumbers > 0 && tick.e2.reductionPercent > 50);
  assert.ok((tick.e2.byProcedure['RICIndication'].up?.messagesPerS ?? 0) > 0);
  assert.ok(tick.d2.messagesPerS > 0 && tick.clock.realTimeFactor > 0);

  const roster = (await (await fetch(`${url}/api/processes`)).json()) as ProcessView[];
  const unwell = roster.filter(({ state }) => state !== 'ok');
  assert.deepEqual(unwell, []);
  assert.ok(roster.some(({ name }) => name === 'xapp-closed-form-0'));
});
