import { ChorusError } from './errors.ts';
import type { FrameBuffer } from './frames.ts';

/** R_k^min over time: a user stands there once for each of its steps, users ascending. */
export interface RateSteps {
  readonly users: number[];
  /** In force from these slots on; a user's ascending, its first 0. */
  readonly fromSlot: number[];
  /** [bit/s/Hz] */
  readonly rMin: Float64Array;
}

/** Steps that one user may have. */
export const MOST_STEPS = 64;

const STEP_BYTES = 12;
export const rateStepsBytes = (count: number): number => 4 + STEP_BYTES * count;

/** Payload of a MinimumRate: u32 count, then count times u32 user, u32 slot, f32 R_k^min. */
export function encodeRateSteps(frame: FrameBuffer, { users, fromSlot, rMin }: RateSteps): void {
  const view = new DataView(frame.bytes.buffer as ArrayBuffer, frame.bytes.byteOffset + 16);
  view.setUint32(0, users.length, true);
  for (const [n, user] of users.entries()) {
    const at = 4 + STEP_BYTES * n;
    view.setUint32(at, user, true);
    view.setUint32(at + 4, fromSlot[n], true);
    view.setFloat32(at + 8, rMin[n], true);
  }
}

/** @throws ChorusError CHORUS_PAYLOAD_LENGTH, CHORUS_FIELD_INVALID */
export function decodeRateSteps(payload: Buffer, K: number): RateSteps {
  const count = payload.length < 4 ? 0 : payload.readUInt32LE(0);
  const expected = rateStepsBytes(count);
  if (payload.length !== expected)
    throw new ChorusError('CHORUS_PAYLOAD_LENGTH', { what: 'MinimumRate', bytes: payload.length, expected });
  const at = Array.from({ length: count }, (_, n) => 4 + STEP_BYTES * n);
  const steps = {
    users: at.map((from) => payload.readUInt32LE(from)),
    fromSlot: at.map((from) => payload.readUInt32LE(from + 4)),
    rMin: Float64Array.from(at, (from) => payload.readFloatLE(from + 8)),
  };
  checkRateSteps(steps, K);
  return steps;
}

/** @param K users of the scenario @throws ChorusError CHORUS_FIELD_INVALID */
export function checkRateSteps({ users, fromSlot, rMin }: RateSteps, K: number): void {
  const fail = (field: string, value: unknown, allowed: string) => {
    throw new ChorusError('CHORUS_FIELD_INVALID', { field, value, allowed });
  };
  if (fromSlot.length !== users.length)
    fail('from_slot', fromSlot.length, `as many as users, ${users.length}`);
  for (let n = 0, steps = 0; n < users.length; n++) {
    const goesOn = n > 0 && users[n] === users[n - 1];
    steps = goesOn ? steps + 1 : 1;
    if (users[n] >= K || (n > 0 && users[n] < users[n - 1]))
      fail(`users[${n}]`, users[n], `0 to ${K - 1}, ascending`);
    if (goesOn ? fromSlot[n] <= fromSlot[n - 1] : fromSlot[n] !== 0)
      fail(`from_slot[${n}]`, fromSlot[n], `of each user ascending, the first 0`);
    if (steps > MOST_STEPS) fail(`users[${n}]`, users[n], `at most ${MOST_STEPS} steps of one user`);
    if (!(rMin[n] >= 0 && rMin[n] < Infinity)) fail(`r_min[${n}]`, rMin[n], 'a number from 0');
  }
}
