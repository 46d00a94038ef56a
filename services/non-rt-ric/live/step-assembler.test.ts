import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Experience } from '@chorus/platform/proto.ts';
import { encodeTensor } from '@chorus/platform/tensors.ts';
import { StepAssembler } from './step-assembler.ts';

const agents = Uint16Array.of(0, 1, 1, 0);
const assembler = () => new StepAssembler({ users: 2, observation: 2, action: 1, agents });
/** Numbers that tell the loop and the user. */
const message = (nearRtLoop: number, users = [0, 1]) =>
  Experience.encode({
    nearRtLoop,
    users,
    observations: encodeTensor(Float64Array.from(users.flatMap((k) => [nearRtLoop, k]))),
    actions: encodeTensor(Float64Array.from(users, (k) => 100 * nearRtLoop + k)),
    rewards: encodeTensor(Float64Array.from(users, (k) => 10 * (nearRtLoop - 1) + k)),
  });
const stepOf = (n: number) => ({
  observations: Float32Array.of(n, 0, n, 1),
  raw: Float32Array.of(100 * n, 100 * n + 1),
  rewards: Float32Array.of(10 * n, 10 * n + 1),
  next: Float32Array.of(n + 1, 0, n + 1, 1),
  agents,
});

test('the action of a loop is paired with the reward and the observation that come with the next', () => {
  const one = assembler();
  assert.deepEqual(one.add(message(0)), []);
  assert.deepEqual(one.add(message(1)), [stepOf(0)]);
  assert.deepEqual(one.add(message(2)), [stepOf(1)]);
  assert.equal(one.gaps, 0);
});

test('replicas may be a loop apart, and may say a thing twice', () => {
  const one = assembler();
  for (const [loop, user] of [
    [0, 0],
    [1, 0],
    [0, 1],
  ])
    assert.deepEqual(one.add(message(loop, [user])), []);
  assert.deepEqual(one.add(message(1, [1])), [stepOf(0)]);
  assert.deepEqual(one.add(message(1, [1])), []);
});

test('a loop that is lost gives no step, nor does the one before it', () => {
  const one = assembler();
  one.add(message(0));
  one.add(message(1));
  one.add(message(2, [0]));
  assert.deepEqual(one.add(message(3)), []);
  assert.deepEqual(one.add(message(4)), [stepOf(3)]);
  for (let loop = 5; loop < 12; loop++) one.add(message(loop));
  assert.equal(one.gaps, 2, 'loops 1 and 2');
});

test('loops before the first that counts give no step', () => {
  const one = assembler();
  one.from = 1;
  assert.deepEqual(
    [0, 1].map((loop) => one.add(message(loop))),
    [[], []],
  );
  assert.deepEqual(one.add(message(2)), [stepOf(1)]);
});

test('a stray message costs no more than a gap', () => {
  const one = assembler();
  one.add(message(0));
  assert.deepEqual(one.add(message(2 ** 31 - 1)), []);
  assert.deepEqual(one.add(message(1)), []);
  assert.deepEqual(one.add(message(2)), [stepOf(1)]);
});

test('what is not of this network is refused and leaves no trace', () => {
  const one = assembler();
  const good = Experience.decode(message(1));
  const not = (change: Partial<typeof good>) => Experience.encode({ ...good, ...change });
  one.add(message(0));
  for (const [bytes, code] of [
    [Buffer.from('no protobuf'), 'CHORUS_MESSAGE_INVALID'],
    [not({ users: [0, 2] }), 'CHORUS_MESSAGE_INVALID'],
    [not({ observations: good.observations.subarray(4) }), 'CHORUS_PAYLOAD_LENGTH'],
    [not({ actions: encodeTensor(Float64Array.of(0, NaN)) }), 'CHORUS_PAYLOAD_NOT_FINITE'],
    [not({ rewards: Buffer.alloc(0) }), 'CHORUS_PAYLOAD_LENGTH'],
  ] as const)
    assert.throws(() => one.add(bytes), { code });
  assert.deepEqual(one.add(message(1)), [stepOf(0)]);
});
