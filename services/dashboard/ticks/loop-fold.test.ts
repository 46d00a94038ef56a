import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cRzfComplexNumbers } from '@chorus/platform/e2-payload.ts';
import { oduRecord, ricRecord, ruSimRecord, twoUsers, xappRecord } from '../testing/canned.ts';
import { LoopFold } from './loop-fold.ts';

const make = () => new LoopFold({ ...twoUsers(), onMark: () => undefined });

test('a tick sums up the loops since the one before', () => {
  const fold = make();
  assert.equal(fold.take(1), null);
  fold.add({ of: 'ru-sim', record: ruSimRecord(0, { userRate: [2, 6], lateAnswers: 2 }) });
  fold.add({ of: 'ru-sim', record: ruSimRecord(1, { userRate: [4, 8], mu: [1, 2], rMin: [3, 5] }) });
  fold.add({ of: 'o-du', record: oduRecord(0, 0, { lateControls: 1, lateD2: 2, dAppErrors: 3 }) });
  fold.add({ of: 'xapp', record: xappRecord(0, 4) });
  const tick = fold.take(77);
  assert.ok(tick);
  assert.deepEqual([tick.unixMs, tick.nearRtLoop, tick.slot, tick.loops], [77, 1, 20, 2]);
  assert.deepEqual([tick.sumRate, tick.userRate, tick.mu, tick.rMin], [10, [3, 7], [1, 2], [3, 5]]);
  assert.deepEqual(
    [tick.p5, tick.p50, tick.p95].map((p) => Number(p.toFixed(9))),
    [3.2, 5, 6.8],
  );
  const { lateAnswers, lateControls, lateD2, appErrors, realTimeFactor, loop, slot } = tick.clock;
  assert.deepEqual([lateAnswers, lateControls, lateD2, appErrors], [2, 1, 2, 7]);
  // 20 ms for 10 slots of 1 ms.
  assert.equal(realTimeFactor, 0.5);
  assert.deepEqual([slot.p50Ms, slot.deadlineMs, loop.p50Ms, loop.deadlineMs], [2, 1, 20, 10]);
});

test('sums begin anew with each tick, what is late does not', () => {
  const fold = make();
  fold.add({ of: 'ru-sim', record: ruSimRecord(0, { userRate: [100, 100], lateAnswers: 2 }) });
  fold.take(1);
  fold.add({ of: 'ru-sim', record: ruSimRecord(1, { lateAnswers: 1 }) });
  const tick = fold.take(2);
  assert.deepEqual([tick?.loops, tick?.sumRate, tick?.userRate], [1, 10, [4, 6]]);
  assert.equal(tick?.clock.lateAnswers, 3);
});

test('rates per second go by the wall clock of the loops', () => {
  const fold = make();
  const { scenario, topology } = twoUsers();
  fold.add({ of: 'near-rt-ric', record: ricRecord(0) });
  fold.add({ of: 'ru-sim', record: ruSimRecord(0) });
  const tick = fold.take(1);
  assert.equal(tick?.e2.total.messagesPerS, 150);
  const cRzf = cRzfComplexNumbers(topology, scenario.clock.rt_loops);
  assert.equal(tick?.e2.reductionPercent, 100 * (1 - 15 / cRzf));
});

test('a RIC that has fallen silent is asked, and its answer says under what the loops since then ran', () => {
  const fold = make();
  const loop = (n: number) => fold.add({ of: 'ru-sim', record: ruSimRecord(n) });
  loop(0);
  fold.add({ of: 'near-rt-ric', record: ricRecord(0) });
  fold.take(1);
  assert.equal(fold.ricIsSilent, false);
  for (let n = 1; n <= 30; n++) loop(n);
  fold.take(2);
  assert.equal(fold.ricIsSilent, true);
  const apps = { scheme: 'd-rzf', xapp: null, precoder: 'd-rzf', multiplier: 'newton' };
  fold.addApps({ ...apps, nearRtLoop: 11, slot: 111 });
  assert.deepEqual(
    fold.cdf().map(({ label, fromLoop, loops }) => [label, fromLoop, loops]),
    [
      ['proposed: closed-form, served, newton', 0, 11],
      ['d-rzf: d-rzf, newton', 11, 20],
    ],
  );
});
