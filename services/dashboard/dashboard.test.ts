import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HistoryView, Mark, ProcessView, TestbedView, Tick } from './api.ts';
import { oduRecord, ricRecord, ruSimRecord, twoUsers, xappRecord } from './testing/canned.ts';
import { events } from './testing/events.ts';
import { startDashboard } from './testing/start-dashboard.ts';

/** The first event of a kind that fits. */
async function next<T>(url: string, kind: string, fits: (data: T) => boolean = () => true): Promise<T> {
  for await (const { event, data } of events(`${url}/api/events`))
    if (event === kind && fits(data as T)) return data as T;
  throw new Error('the events ended');
}

test('records become a tick for who listens, one for who comes late, and history', async (t) => {
  const { url, publish, ask } = await startDashboard(t);
  const first = next<Tick>(url, 'tick');
  await publish(ricRecord(0), oduRecord(0, 0), oduRecord(1, 0), xappRecord(0), ruSimRecord(0));
  const tick = await first;
  assert.deepEqual([tick.nearRtLoop, tick.slot, tick.loops, tick.sumRate], [0, 10, 1, 10]);
  assert.equal(tick.e2.total.complexNumbers, 15);
  assert.deepEqual(await next<Tick>(url, 'tick'), tick);
  const { ticks } = (await ask('GET', '/api/history')).json() as HistoryView;
  const { unixMs, nearRtLoop, slot, sumRate, p5, p50, p95 } = tick;
  assert.deepEqual(ticks, [{ unixMs, nearRtLoop, slot, sumRate, p5, p50, p95 }]);
});

test('a change in the records becomes a mark, live and kept', async (t) => {
  const { url, publish, ask } = await startDashboard(t);
  await publish(ruSimRecord(0));
  await next<Tick>(url, 'tick');
  // One who is listening already when it comes.
  const listening = events(`${url}/api/events`);
  await listening.next();
  await publish(ruSimRecord(1, { rMin: [4, 6] }));
  let mark: Mark | null = null;
  for await (const { event, data } of listening) {
    if (event !== 'mark') continue;
    mark = data as Mark;
    break;
  }
  assert.ok(mark);
  assert.deepEqual(
    [mark.kind, mark.nearRtLoop, mark.slot, mark.text],
    ['minimum-rate', 1, 11, 'R_min of user 1: 4 -> 6'],
  );
  assert.deepEqual(((await ask('GET', '/api/history?points=1')).json() as HistoryView).marks, [mark]);
});

test('a record that is none is refused and counted, and the next one counts', async (t) => {
  const { url, publish, publisher, context } = await startDashboard(t);
  publisher.publish('kpi.ru-sim', 'no json');
  await publish(
    ruSimRecord(0, { userRate: [1] }),
    { ...ruSimRecord(0), nearRtLoop: 'x' } as unknown as { process: string },
    { process: 'somebody-else' },
    ruSimRecord(7),
  );
  assert.equal((await next<Tick>(url, 'tick')).nearRtLoop, 7);
  const text = await context.metrics.metrics();
  assert.match(text, /dashboard_kpi_records_total\{result="invalid"\} 3/);
  assert.match(text, /dashboard_kpi_records_total\{result="not used"\} 1/);
  assert.match(text, /dashboard_kpi_records_total\{result="taken"\} 1/);
});

test('testbed, CDFs and processes', async (t) => {
  const { publish, ask, url } = await startDashboard(t);
  const { scenario, topology } = twoUsers();
  const testbed = (await ask('GET', '/api/testbed')).json() as TestbedView;
  assert.equal(testbed.scenario.name, scenario.name);
  assert.equal(testbed.radios.length, topology.L);
  assert.deepEqual(testbed.users[1].serving, topology.serving[1]);
  assert.deepEqual([testbed.users[1].x, testbed.users[1].y], [...topology.usersXY.subarray(2, 4)]);

  await publish(oduRecord(3, 1), ruSimRecord(0), ricRecord(0), ruSimRecord(1, { userRate: [9, 9] }));
  await next<Tick>(url, 'tick', ({ nearRtLoop }) => nearRtLoop === 1);
  assert.deepEqual((await ask('GET', '/api/cdf')).json(), [
    { label: 'proposed: closed-form, served, newton', fromLoop: 0, loops: 1, rates: [4, 6] },
  ]);
  const processes = (await ask('GET', '/api/processes')).json() as ProcessView[];
  const states = Object.fromEntries(processes.map(({ name, state }) => [name, state]));
  assert.equal(states['o-du-3'], 'ok');
  assert.equal(states['o-du-2'], 'silent');
  // Nobody listens at the addresses that it has by default.
  assert.equal(states['near-rt-ric'], 'silent');
  assert.equal(processes.find(({ name }) => name === 'o-du-3')?.nearRtLoop, 1);
});
