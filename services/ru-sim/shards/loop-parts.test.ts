import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { impairmentsOf } from '@chorus/platform/impairments.ts';
import { checkScenario } from '@chorus/platform/scenario.ts';
import type { LoopPart, LoopRest } from '../loop-record.ts';
import { LoopParts } from './loop-parts.ts';

const regions = [
  { users: [1, 3], radios: [0] },
  { users: [0, 2, 4], radios: [1] },
];
const never = new AbortController().signal;
const rest: LoopRest = {
  last: false,
  impairments: impairmentsOf(checkScenario({})),
  wall: { unixMs: 0, loopMs: 1, slotMs: [1] },
};
const part = (nearRtLoop: number, users: number[], more: Partial<LoopPart> = {}): LoopPart => ({
  nearRtLoop,
  userRate: users.map((k) => 10 * nearRtLoop + k),
  mu: users.map((k) => k / 10),
  rMin: users.map((k) => k),
  maxPowerRatio: 0,
  lateAnswers: 0,
  clockSlips: 0,
  ...more,
});

function parts(patienceS = 5) {
  const whole: LoopPart[] = [];
  const made = new LoopParts({ regions, onWhole: (loop) => whole.push(loop) }, { patienceS });
  return { made, whole };
}

describe('the parts of a loop', () => {
  it('make the record of the whole network, whichever comes first', () => {
    for (const firstAhead of [true, false]) {
      const { made, whole } = parts();
      const add = [
        () => made.add(0, part(2, [1, 3], { maxPowerRatio: 0.5, lateAnswers: 2 }), rest),
        () => made.add(1, part(2, [0, 2, 4], { maxPowerRatio: 1, clockSlips: 3 })),
      ];
      for (const one of firstAhead ? add : add.toReversed()) {
        assert.equal(whole.length, 0);
        one();
      }
      const expected = part(2, [0, 1, 2, 3, 4], { maxPowerRatio: 1, lateAnswers: 2, clockSlips: 3 });
      assert.deepEqual(whole, [expected]);
    }
  });

  it('of two loops that overlap are kept apart', () => {
    const { made, whole } = parts();
    made.add(1, part(0, [0, 2, 4]));
    made.add(1, part(1, [0, 2, 4]));
    made.add(0, part(0, [1, 3]), rest);
    made.add(0, part(1, [1, 3]), rest);
    assert.deepEqual(
      whole.map(({ nearRtLoop, userRate }) => [nearRtLoop, ...userRate]),
      [
        [0, 0, 1, 2, 3, 4],
        [1, 10, 11, 12, 13, 14],
      ],
    );
  });

  it('of other users than the shard’s are refused', () => {
    const { made } = parts();
    assert.throws(() => made.add(1, part(0, [0, 2])), {
      code: 'CHORUS_FIELD_INVALID',
      message: 'userRate.length is 2; allowed: 3, the users of shard 1',
    });
  });

  it('that do not come end the run with the name of the shard', async () => {
    const { made, whole } = parts(0.02);
    made.add(0, part(7, [1, 3]), rest);
    made.check();
    await assert.rejects(made.complete(never), {
      code: 'CHORUS_PEER_LOST',
      message: 'lost ru-sim-1: nothing of near-RT loop 7 within 0.02 s',
    });
    assert.equal(whole.length, 0);
  });

  it('are waited for until the last has come, or the process is stopped', async () => {
    const { made, whole } = parts();
    made.add(0, part(0, [1, 3]), rest);
    const complete = made.complete(never);
    made.add(1, part(0, [0, 2, 4]));
    await complete;
    assert.equal(whole.length, 1);
    made.add(0, part(1, [1, 3]), rest);
    await made.complete(AbortSignal.abort());
  });
});
