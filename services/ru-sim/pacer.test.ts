import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Pacer } from './pacer.ts';

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

describe('two pacers', () => {
  it('are one grid again once one has given up what the other has', () => {
    const [late, other] = [new Pacer(10), new Pacer(10)];
    for (const pacer of [late, other]) pacer.start(0);
    assert.equal(late.advance(47), 3);
    // The other, in time, hears of it at 12 and stays in its second slot until the late one has reached it.
    assert.equal(other.advance(10), 0);
    other.giveUp(3);
    assert.equal(other.deadline, 50);
    assert.equal(other.deadline, late.deadline);
    assert.equal(other.advance(20), 0, 'a wait that had begun before ends early; nothing is lost');
    assert.equal(other.deadline, 60);
  });
});
