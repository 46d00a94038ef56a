import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FrameBuffer, HEADER_BYTES } from './frames.ts';
import {
  decodeRateSteps,
  encodeRateSteps,
  MOST_STEPS,
  rateStepsBytes,
  type RateSteps,
} from './rate-steps.ts';

function payloadOf(steps: RateSteps): Buffer {
  const frame = new FrameBuffer(rateStepsBytes(steps.users.length));
  encodeRateSteps(frame, steps);
  return frame.bytes.subarray(HEADER_BYTES);
}

describe('MinimumRate', () => {
  const steps = { users: [1, 1, 4], fromSlot: [0, 80, 0], rMin: Float64Array.of(2.5, 12, 0) };

  it('brings the rates of its users and from when', () => {
    assert.deepEqual(decodeRateSteps(payloadOf(steps), 5), steps);
  });

  it('whose count and length disagree is refused', () => {
    assert.throws(() => decodeRateSteps(payloadOf(steps).subarray(0, 16), 5), {
      code: 'CHORUS_PAYLOAD_LENGTH',
    });
    assert.throws(() => decodeRateSteps(Buffer.alloc(2), 5), { code: 'CHORUS_PAYLOAD_LENGTH' });
  });

  const many = Array.from({ length: MOST_STEPS + 1 }, (_, n) => n);
  for (const [what, bad] of Object.entries({
    'an unknown user': { ...steps, users: [1, 1, 5] },
    'users in another order': { ...steps, users: [4, 4, 1] },
    'a user without a rate at once': { ...steps, fromSlot: [0, 80, 1] },
    'steps in another order': { ...steps, fromSlot: [0, 0, 0] },
    'a negative rate': { ...steps, rMin: Float64Array.of(2.5, -1, 0) },
    'a rate that is not finite': { ...steps, rMin: Float64Array.of(2.5, NaN, 0) },
    'too many steps': { users: many.map(() => 0), fromSlot: many, rMin: Float64Array.from(many) },
  })) {
    it(`with ${what} is refused`, () => {
      assert.throws(() => decodeRateSteps(payloadOf(bad), 5), { code: 'CHORUS_FIELD_INVALID' });
    });
  }
});
