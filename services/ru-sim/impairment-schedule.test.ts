import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { impairmentsOf } from '@chorus/platform/impairments.ts';
import { checkScenario } from '@chorus/platform/scenario.ts';
import { ImpairmentSchedule } from './impairment-schedule.ts';

const start = impairmentsOf(checkScenario({}));
const RT_LOOPS = 10;

/** A schedule whose clock stands in slot `now`. */
function schedule(now?: number, rtLoops = RT_LOOPS) {
  const made = new ImpairmentSchedule(start, { rtLoops });
  const run = (slot: number) => {
    made.begin(slot);
    return made.prepare(slot + 1);
  };
  if (now !== undefined) for (let slot = 0; slot <= now; slot++) run(slot);
  return { made, run };
}

describe('the schedule of impairments', () => {
  for (const [now, slot, loop] of [
    [undefined, 1, 0],
    [0, 11, 1],
    [1, 11, 1],
    [9, 11, 1],
    // The CSI of slot 11 is estimated already.
    [10, 21, 2],
    [11, 21, 2],
  ] as const) {
    it(`asked in slot ${now ?? 'none'} begins in slot ${slot}`, () => {
      const { set, ...when } = schedule(now).made.put({ e2_loss: 0.5 });
      assert.deepEqual(when, { nearRtLoop: loop, slot });
      assert.deepEqual(set, { ...start, e2_loss: 0.5 });
    });
  }

  it('is prepared once, a slot ahead, and in force from its slot on', () => {
    const { made, run } = schedule(5);
    made.put({ speed_mps: 8 });
    const prepared = [6, 7, 8, 9, 10, 11].map((slot) => [slot, run(slot)?.slot, made.inForce.set.speed_mps]);
    assert.deepEqual(prepared, [
      [6, undefined, 1.4],
      [7, undefined, 1.4],
      [8, undefined, 1.4],
      [9, undefined, 1.4],
      [10, 11, 1.4],
      [11, undefined, 8],
    ]);
  });

  it('adds up what is asked for before one boundary', () => {
    const { made, run } = schedule(3);
    made.put({ e2_loss: 0.5, d2_loss: 0.1 });
    const { set } = made.put({ e2_loss: 0.25, csi_error_db: -10 });
    const expected = { ...start, e2_loss: 0.25, d2_loss: 0.1, csi_error_db: -10 };
    assert.deepEqual(set, expected);
    for (let slot = 4; slot <= 11; slot++) run(slot);
    assert.deepEqual(made.inForce, { set: expected, nearRtLoop: 1, slot: 11 });
  });

  it('puts a change on top of one that is prepared and has not begun', () => {
    const { made, run } = schedule(5);
    made.put({ e2_loss: 0.5 });
    for (let slot = 6; slot <= 10; slot++) run(slot);
    const later = made.put({ d2_loss: 1 });
    assert.equal(made.inForce.set.e2_loss, 0);
    assert.deepEqual([later.slot, later.set.e2_loss, later.set.d2_loss], [21, 0.5, 1]);
    run(11);
    assert.deepEqual([made.inForce.slot, made.inForce.set.e2_loss, made.inForce.set.d2_loss], [11, 0.5, 0]);
  });

  it('has a boundary at every slot where a near-RT loop is one RT loop', () => {
    const { made, run } = schedule(4, 1);
    assert.equal(made.put({ e2_loss: 1 }).slot, 6);
    run(5);
    assert.equal(made.put({ e2_loss: 0 }).slot, 7);
    run(6);
    assert.equal(made.inForce.set.e2_loss, 1);
    run(7);
    assert.equal(made.inForce.set.e2_loss, 0);
  });

  it('leaves others, who may be ahead, the slots that they can be in or have prepared', () => {
    for (const [now, slot] of [
      [undefined, 11],
      [8, 11],
      [9, 21],
      [10, 21],
    ] as const) {
      const made = new ImpairmentSchedule(start, { rtLoops: RT_LOOPS, lead: 1 });
      for (let t = 0; t <= (now ?? -1); t++) {
        made.begin(t);
        made.prepare(t + 1);
      }
      assert.equal(made.put({ e2_loss: 1 }).slot, slot, `asked in slot ${now}`);
    }
  });

  it('takes what another has scheduled in its very slot, or in the next where that has passed', () => {
    const { made, run } = schedule(5);
    made.take({ set: { ...start, d2_loss: 1 }, nearRtLoop: 1, slot: 11 });
    made.take({ set: { ...start, e2_loss: 1 }, nearRtLoop: 0, slot: 1 });
    assert.deepEqual(run(6), { set: { ...start, e2_loss: 1 }, nearRtLoop: 0, slot: 7 });
    for (let slot = 7; slot <= 9; slot++) assert.equal(run(slot), null);
    assert.equal(run(10)?.set.d2_loss, 1);
    run(11);
    assert.deepEqual([made.inForce.slot, made.inForce.set.d2_loss, made.inForce.set.e2_loss], [11, 1, 0]);
  });
});
