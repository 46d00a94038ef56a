import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MinimumRatePlan } from './minimum-rate-plan.ts';

/** R_k^min of user 1 in slots 0 to `slots`; what is taken in a slot is told before it. */
function over(slots: number, taken: Record<number, [fromSlot: number, rate: number][]>): number[] {
  const plan = new MinimumRatePlan([0, 1, 2]);
  const rMin = new Float64Array(3).fill(4);
  return Array.from({ length: slots + 1 }, (_, slot) => {
    const steps = taken[slot];
    if (steps)
      plan.take({
        users: steps.map(() => 1),
        fromSlot: steps.map(([fromSlot]) => fromSlot),
        rMin: Float64Array.from(steps, ([, rate]) => rate),
      });
    plan.apply(slot, rMin);
    assert.deepEqual([rMin[0], rMin[2]], [4, 4]);
    return rMin[1];
  });
}

describe('the plan of minimum rates', () => {
  it('changes a rate in exactly the slot of each step', () => {
    const steps: [number, number][] = [
      [0, 0],
      [2, 12],
      [4, 20],
      [5, 9],
    ];
    assert.deepEqual(over(6, { 1: steps }), [4, 0, 12, 12, 20, 9, 9]);
  });

  it('takes the newest step that is due where some have passed', () => {
    const steps: [number, number][] = [
      [0, 0],
      [1, 12],
      [2, 20],
      [5, 9],
    ];
    assert.deepEqual(over(6, { 3: steps }), [4, 4, 4, 20, 20, 9, 9]);
  });

  it('passes over users that are not held, and keeps the rows of the others', () => {
    const plan = new MinimumRatePlan([1, 4]);
    const rMin = Float64Array.of(4, 4);
    plan.take({ users: [0, 1, 4], fromSlot: [0, 0, 0], rMin: Float64Array.of(7, 8, 9) });
    plan.apply(1, rMin);
    assert.deepEqual([...rMin], [8, 9]);
  });

  it('forgets what was to come for a user who is planned for anew', () => {
    const first: [number, number][] = [
      [0, 1],
      [4, 2],
    ];
    assert.deepEqual(over(5, { 0: first, 2: [[0, 7]] }), [1, 1, 7, 7, 7, 7]);
  });
});
