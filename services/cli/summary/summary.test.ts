import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cannedE2, cannedRecords, twoUsers } from '../testing/canned-records.ts';
import { Records } from './records.ts';
import { summaryTable } from './summary-table.ts';
import { summarize } from './summary.ts';

const processes = [{ name: 'ru-sim', role: 'ru-sim', pid: 42, http: null, log: '/l' }];

function canned(order: 'as they came' | 'reversed' = 'as they came') {
  const records = new Records();
  const canned = cannedRecords();
  for (const record of order === 'reversed' ? canned.reverse() : canned) records.add(record);
  return summarize(twoUsers(), records, cannedE2(), processes);
}

test('rates: over loops for the sum, over users of their own means for the users', () => {
  const { sumRate, userRate, nearRtLoops, maxPowerRatio } = canned();
  assert.equal(nearRtLoops, 2);
  assert.deepEqual(sumRate, { mean: 13, last: 16, perLoop: [10, 16] });
  assert.deepEqual(userRate.perUser, [5, 8]);
  assert.equal(userRate.min, 5);
  assert.equal(userRate.p50, 6.5);
  assert.ok(Math.abs(userRate.p5 - 5.15) < 1e-12);
  assert.ok(Math.abs(userRate.p95 - 7.85) < 1e-12);
  assert.equal(maxPowerRatio, 1);
});

test('times: slots over the time of the loops, 1 ms each', () => {
  const { timing } = canned();
  assert.equal(timing.slots, 20);
  assert.equal(timing.seconds, 0.05);
  assert.equal(timing.slotsPerSecond, 400);
  assert.ok(Math.abs(timing.realTimeFactor - 0.4) < 1e-12);
  assert.equal(timing.lateAnswers, 1);
  assert.deepEqual(timing.nearRtLoopMs, { p50: 25, p99: 29.9 });
  assert.equal(timing.dAppMs.p50, 4.5);
  assert.deepEqual(timing.xAppMs, { p50: 0.5, p99: 0.5 });
  assert.deepEqual(timing.e2RoundTripMs, { p50: 2, p99: 3 });
});

test('lateness: in realtime, answers by class, and those that never came', () => {
  assert.equal(canned().timing.lateness, null);
  const lateness = [30, 2, 0, 0, 0, 0, 0, 0, 0, 1];
  const records = new Records();
  for (const record of cannedRecords())
    records.add(
      record.process === 'ru-sim'
        ? { ...record, wall: { unixMs: 0, loopMs: 10, lateSlots: 2, lateness } }
        : record,
    );
  const scenario = { ...twoUsers(), clock: { ...twoUsers().clock, mode: 'realtime' as const } };
  const summary = summarize(scenario, records, cannedE2(), []);
  const { odus } = scenario.network;
  assert.deepEqual(summary.timing.lateness, {
    slots: 4,
    share: 0.2,
    classesMs: [0, 0.1, 0.2, 0.5, 1, 2, 5, 10, 100],
    answers: lateness.map((count) => 2 * count),
    missing: 20 * odus - 66,
  });
  const table = summaryTable(summary);
  assert.match(table, /late slots +4 of 20 RT loops, 20\.000 %/);
  assert.match(table, /in time +\d+\.\d+ % +#+/);
  assert.match(table, /over 100 ms/);
});

test('loops of the warm-up of realtime are in no timing', () => {
  const records = new Records();
  for (const record of cannedRecords()) records.add(record);
  const clock = { ...twoUsers().clock, mode: 'realtime' as const, warm_up_loops: 1 };
  const { timing, nearRtLoops, sumRate } = summarize({ ...twoUsers(), clock }, records, cannedE2(), []);
  assert.deepEqual([nearRtLoops, sumRate.perLoop], [2, [10, 16]]);
  assert.equal(timing.slots, 10);
  // The loops take 20 and 30 ms.
  assert.equal(timing.seconds, 0.03);
  const lockstep = summarize(
    { ...twoUsers(), clock: { ...clock, mode: 'lockstep' } },
    records,
    cannedE2(),
    [],
  );
  assert.equal(lockstep.timing.slots, 20);
});

test('D2 adds up over O-DUs and loops; E2 is what the near-RT RIC says', () => {
  const { d2, e2, processes } = canned();
  assert.deepEqual(d2, { payloadBytes: 400, messages: 12, complexNumbers: 50 });
  assert.deepEqual(e2, cannedE2());
  assert.deepEqual(processes, [{ name: 'ru-sim', role: 'ru-sim', pid: 42 }]);
});

test('the order in which records come changes nothing', () => {
  const [straight, reversed] = [canned(), canned('reversed')];
  assert.deepEqual(reversed, straight);
});

test('without an xApp its times are null, also in the table', () => {
  const records = new Records();
  for (const record of cannedRecords()) if (!record.process.startsWith('xapp')) records.add(record);
  const summary = summarize(twoUsers(), records, cannedE2(), processes);
  assert.deepEqual(summary.timing.xAppMs, { p50: null, p99: null });
  assert.match(summaryTable(summary), /^xApp +p50 - {2}p99 - ms$/m);
});

test('the table says what people look for', () => {
  const table = summaryTable(canned());
  assert.match(table, /^sum rate +mean 13\.00 {2}last 16\.00 bit\/s\/Hz$/m);
  assert.match(table, /^E2 +1,440 complex numbers per near-RT loop, 2,000 delivered with repeats$/m);
  assert.match(table, /^E2 of C-RZF +61,440, so 97\.66 % are saved$/m);
});
