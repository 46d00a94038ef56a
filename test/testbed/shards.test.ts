// ru-sim split over processes: the results are those of one, to the last bit.
import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildTopology } from '@chorus/phy';
import { loadScenario } from '@chorus/platform/scenario.ts';
import { connect } from '@nats-io/transport-node';
import { run, up, type KpiRecord } from './chorus.ts';

const LOOPS = 7;
const json = { 'content-type': 'application/json' };
/** What a run must repeat. */
const repeated = (records: readonly KpiRecord[]) =>
  records
    .filter(({ process }) => process === 'ru-sim')
    .map((record) => JSON.stringify({ ...record, wall: null }));

test('one, two and three shards give equal records in lockstep', async (t) => {
  const set = [
    ...['csi.error_db=-20', 'mobility.speed_mps=20', 'impairments.d2_delay_slots=2'],
    ...['impairments.e2_loss=0.2', 'network.observe=covariance'],
  ];
  const one = await run(t, 'small', LOOPS, set);
  assert.equal(repeated(one.records).length, LOOPS);
  for (const shards of [2, 3]) {
    const several = await run(t, 'small', LOOPS, [...set, `ru_sim.shards=${shards}`]);
    assert.equal(several.summary.kpiHash, one.summary.kpiHash);
    assert.deepEqual(repeated(several.records), repeated(one.records));
    assert.equal(several.summary.digest, one.summary.digest);
    const { processes } = several.summary;
    assert.equal(processes.filter(({ role }) => role === 'ru-sim').length, shards);
  }
});

/** The records of a testbed in which impairments and a minimum rate change while its clock stands in slot 23. */
async function changedInMidRun(t: TestContext, shards: number) {
  const precoder = 'odu.precoder=test/testbed/testing/waiting-dapp.ts';
  const set = [precoder, `ru_sim.shards=${shards}`, `clock.near_rt_loops=${LOOPS}`];
  const bed = await up(t, 'small', set, {
    until: (home) => existsSync(join(home, 'waiting')),
    // Who waits for the test is not to be given up.
    patienceS: 120,
  });
  const { nats, http } = bed.status().addresses;
  const connection = await connect({ servers: nats });
  t.after(() => connection.close());
  const records: KpiRecord[] = [];
  const { promise: over, resolve } = Promise.withResolvers<void>();
  connection.subscribe('kpi.ru-sim', {
    callback: (_error, message) => {
      const record = message.json<KpiRecord>();
      records.push(record);
      if (record['last'] === true) resolve();
    },
  });
  await connection.flush();

  const body = JSON.stringify({ speed_mps: 30, csi_error_db: -10, e2_loss: 0.3, d2_delay_slots: 2 });
  const put = { method: 'PUT', headers: json, body };
  const answer = await fetch(`http://${http['ru-sim']}/impairments`, put);
  const { slot } = (await answer.json()) as { slot: number };
  assert.equal(slot, 31, 'the first slot of the next near-RT loop');
  if (shards > 1)
    assert.equal((await fetch(`http://${http['ru-sim-1']}/impairments`, put)).status, 404, 'ask the first');

  // Of users whose anchor does not wait, and by whose anchors more than one shard must be told.
  const { network, radio, seed } = loadScenario('small');
  const { anchor } = buildTopology({ ...network, ...radio }, seed);
  const users = [...anchor.keys()].filter((k) => anchor[k] !== 0);
  assert.ok(users.length > network.users / 2);
  const policy = `http://${http['near-rt-ric']}/A1-P/v2/policytypes/20100/policies/soon`;
  await fetch(policy, {
    method: 'PUT',
    headers: json,
    body: JSON.stringify({ users, r_min: 9, from_slot: 47 }),
  });
  const status = async () =>
    ((await (await fetch(`${policy}/status`)).json()) as { enforceStatus: string }).enforceStatus;
  while ((await status()) !== 'ENFORCED') await sleep(20);

  writeFileSync(join(bed.home, 'go-on'), '');
  await over;
  // The next one gets the machine for itself.
  bed.child.kill('SIGTERM');
  await bed.ended;
  return records;
}

test('impairments and minimum rates that change in mid-run do so in one slot in all shards', async (t) => {
  const [one, two, three] = [
    await changedInMidRun(t, 1),
    await changedInMidRun(t, 2),
    await changedInMidRun(t, 3),
  ];
  // The first that is seen for sure is that of the loop in which the clock stood.
  const seen = (records: KpiRecord[]) => repeated(records.filter(({ nearRtLoop }) => nearRtLoop >= 2));
  assert.equal(seen(one).length, LOOPS - 2);
  const rMin = (loop: number) => one.find(({ nearRtLoop }) => nearRtLoop === loop)?.['rMin'] as number[];
  assert.ok(
    rMin(3).every((rate) => rate === 4) && rMin(4).includes(9),
    'the change is among what is compared',
  );
  assert.deepEqual(seen(two), seen(one));
  assert.deepEqual(seen(three), seen(one));
});

test('in realtime two shards keep one time and count late answers', async (t) => {
  const set = ['clock.mode=realtime', 'clock.rt_loop_ms=20', 'ru_sim.shards=2'];
  const slow = 'odu.precoder=test/testbed/testing/slow-dapp.ts';
  const { summary, records } = await run(t, 'small', LOOPS, [...set, slow]);
  const ruSim = records.filter(({ process }) => process === 'ru-sim');
  assert.deepEqual(
    ruSim.map(({ nearRtLoop }) => nearRtLoop),
    [...Array(LOOPS).keys()],
  );
  const { realTimeFactor, late } = summary.timing;
  assert.ok(realTimeFactor > 0.7 && realTimeFactor <= 1.0001, `${realTimeFactor}`);
  for (const record of ruSim) assert.ok((record['lateAnswers'] as number) > 0, 'every second slot is late');
  assert.ok(late.answers >= LOOPS);
  for (const rate of summary.sumRate.perLoop) assert.ok(rate > 0, `${rate}`);
});

test('a shard that dies ends the run, by its name', async (t) => {
  const bed = await up(t, 'small', ['ru_sim.shards=2']);
  const shard = bed.status().processes.find(({ name }) => name === 'ru-sim-1');
  assert.ok(shard);
  process.kill(shard.pid, 'SIGKILL');
  const [code] = await bed.ended;
  assert.equal(code, 1);
  assert.match(bed.said(), /CHORUS_PROCESS_DIED: ru-sim-1 ended in mid-run \(SIGKILL\)/);
});
