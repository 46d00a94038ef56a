import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cannedE2, cannedRecords, twoUsers } from '../testing/canned-records.ts';
import { LiveStatus } from './live-status.ts';

test('shows the last loop and the speed since it was last asked', () => {
  const live = new LiveStatus(twoUsers().clock);
  for (const record of cannedRecords()) live.add(record);
  const state = live.state(cannedE2());
  assert.deepEqual(state, {
    slot: 20,
    realTimeFactor: 0.4,
    sumRate: 16,
    complexNumbersPerNearRtLoop: 1440,
    reductionPercent: 97.65625,
  });
  assert.equal(
    LiveStatus.text(state),
    'slot 20 | 0.40 x real time | sum rate 16.0 bit/s/Hz | ' +
      'E2 1,440 complex numbers per near-RT loop | 97.66 % less than C-RZF',
  );
  assert.equal(live.state(cannedE2()).realTimeFactor, null);
});

test('shows dashes before the first loop', () => {
  const live = new LiveStatus(twoUsers().clock);
  assert.match(LiveStatus.text(live.state(cannedE2())), /^slot - \| - x real time \| sum rate - /);
});
