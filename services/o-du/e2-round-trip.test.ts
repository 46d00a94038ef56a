import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { E2RoundTrip } from './e2-round-trip.ts';

function timed() {
  const times: number[] = [];
  const clock = { ms: 0 };
  const trip = new E2RoundTrip({ onRoundTrip: (ms) => times.push(ms), now: () => clock.ms });
  return { trip, times, clock };
}

describe('the round trip over E2', () => {
  it('ends with the last of the controls made of a report', () => {
    const { trip, times, clock } = timed();
    let missing = 2;
    trip.sent(() => missing === 0);
    for (const ms of [3, 5]) {
      clock.ms = ms;
      missing--;
      trip.control();
    }
    trip.control();
    assert.deepEqual(times, [5]);
  });

  it('of a report whose own control never came ends with a newer one', () => {
    const { trip, times, clock } = timed();
    let newest = 0;
    for (const loop of [1, 2, 3]) {
      clock.ms = 10 * loop;
      trip.sent(() => newest >= loop);
    }
    clock.ms = 25;
    newest = 2;
    trip.control();
    assert.deepEqual(times, [15, 5]);
  });

  it('of a report that was answered before it was sent again is none', () => {
    const { trip, times } = timed();
    trip.sent(() => true);
    trip.control();
    assert.deepEqual(times, []);
  });

  it('gives up the oldest of many reports that nobody answers', () => {
    const { trip, times } = timed();
    let over = false;
    for (let n = 0; n < 1000; n++) trip.sent(() => over);
    over = true;
    trip.control();
    assert.equal(times.length, 100);
  });
});
