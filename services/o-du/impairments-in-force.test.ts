import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Impairments } from '@chorus/platform/impairments.ts';
import { ImpairmentsInForce } from './impairments-in-force.ts';

const start: Impairments = {
  e2_delay_slots: 0,
  e2_loss: 0,
  d2_delay_slots: 0,
  d2_loss: 0,
  csi_error_db: null,
  speed_mps: 1.4,
};
const frame = (part: Partial<Impairments>) => Buffer.from(JSON.stringify({ ...start, ...part }));

describe('impairments in force', () => {
  it('are those of the newest set that begins by the slot', () => {
    const inForce = new ImpairmentsInForce(start);
    inForce.take(frame({ e2_loss: 0.1 }), 11);
    inForce.take(frame({ e2_loss: 0.2 }), 21);
    assert.deepEqual(
      [0, 10, 11, 20, 21, 500].map((slot) => inForce.at(slot).e2_loss),
      [0, 0, 0.1, 0.1, 0.2, 0.2],
    );
  });

  it('are the same when sets come again', () => {
    const inForce = new ImpairmentsInForce(start);
    for (const loss of [0.1, 0.2, 0.1, 0.2]) inForce.take(frame({ e2_loss: loss }), 100 * loss);
    assert.deepEqual(
      [9, 10, 20].map((slot) => inForce.at(slot).e2_loss),
      [0, 0.1, 0.2],
    );
  });

  it('stay as they are when a frame is bad', () => {
    const inForce = new ImpairmentsInForce(start);
    assert.throws(() => inForce.take(frame({ e2_loss: 7 }), 1), { code: 'CHORUS_FIELD_INVALID' });
    assert.equal(inForce.at(1), start);
  });

  it('keep a few sets only, however often they change', () => {
    const inForce = new ImpairmentsInForce(start);
    for (let n = 1; n <= 1000; n++) inForce.take(frame({ e2_delay_slots: n }), 10 * n);
    assert.equal(inForce.at(10_000).e2_delay_slots, 1000);
    assert.equal(inForce.at(1).e2_delay_slots, 993);
  });
});
