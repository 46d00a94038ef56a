import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Pacer, untilTime } from './pacer.ts';

describe('Pacer', () => {
  it('keeps the grid while slots end in time, or less than a slot late', () => {
    const pacer = new Pacer(10);
    pacer.start(100);
    assert.equal(pacer.deadline, 110);
    assert.equal(pacer.advance(110), 0);
    assert.equal(pacer.advance(129), 0);
    assert.equal(pacer.deadline, 130);
  });

  it('gives up the slots that it fell behind instead of racing', () => {
    const pacer = new Pacer(10);
    pacer.start(0);
    assert.equal(pacer.advance(47), 3);
    // The grid goes on: the current slot began at 40.
    assert.equal(pacer.deadline, 50);
  });
});

describe('untilTime', () => {
  it('gives the event loop a turn even when the deadline has passed', async () => {
    let turned = false;
    setImmediate(() => (turned = true));
    await untilTime(0, () => false, new AbortController().signal);
    assert.ok(turned);
  });

  it('ends before the deadline when there is nothing left to wait for', async () => {
    await untilTime(Infinity, () => true, new AbortController().signal);
    await untilTime(Infinity, () => false, AbortSignal.abort());
  });
});
