// The clock on the wall: no answer is waited for. What is late depends on the machine, so only what must
// hold on any is asserted.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from './chorus.ts';

const LOOPS = 5;

test('the warm-up of realtime gives the records of lockstep', async (t) => {
  const slots = ['clock.rt_loop_ms=20'];
  const warmUp = [...slots, 'clock.mode=realtime', 'clock.warm_up_loops=4'];
  const [{ records: warm, summary }, { records: lockstep }] = [
    await run(t, 'small', LOOPS, warmUp),
    await run(t, 'small', LOOPS - 1, slots),
  ];
  const rates = (records: typeof warm) =>
    records
      .filter(({ process, nearRtLoop }) => process === 'ru-sim' && nearRtLoop < LOOPS - 1)
      .map(({ userRate }) => userRate);
  assert.equal(rates(lockstep).length, LOOPS - 1);
  assert.deepEqual(rates(warm), rates(lockstep));
  assert.equal(summary.timing.slots, 10);
  assert.equal(summary.nearRtLoops, LOOPS);
});

test('in realtime the run takes the time that it simulates', async (t) => {
  const set = ['clock.mode=realtime', 'clock.rt_loop_ms=20'];
  const { summary, records } = await run(t, 'small', LOOPS, set);
  const ruSim = records.filter(({ process }) => process === 'ru-sim');
  assert.deepEqual(
    ruSim.map(({ nearRtLoop }) => nearRtLoop),
    [...Array(LOOPS).keys()],
  );
  const { realTimeFactor, late } = summary.timing;
  assert.ok(realTimeFactor > 0.8 && realTimeFactor <= 1.0001, `${realTimeFactor}`);
  for (const count of Object.values(late)) assert.ok(Number.isInteger(count) && count >= 0);
  for (const rate of summary.sumRate.perLoop) assert.ok(rate > 0, `${rate}`);
  assert.ok(summary.maxPowerRatio > 0 && summary.maxPowerRatio <= 1 + 1e-9, `${summary.maxPowerRatio}`);
});
