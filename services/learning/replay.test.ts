import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Random } from '@chorus/phy';
import { startBackend, tf } from './nn/backend.ts';
import { disposeBatch, Replay, type Batch, type Step } from './replay.ts';

await startBackend();

const observation = 2;
const action = 3;

/** A step in which every number says where it comes from: 1000 step + 100 kind + 10 user + position. */
function label(step: number, users: number, neighbours: readonly (readonly number[])[]): Step {
  const numbers = (kind: number, size: number) =>
    Float32Array.from(
      { length: users * size },
      (_, i) => 1000 * step + 100 * kind + 10 * Math.floor(i / size) + (i % size),
    );
  return {
    observations: numbers(1, observation),
    raw: numbers(2, action),
    rewards: numbers(3, 1),
    next: numbers(4, observation),
    agents: Uint16Array.from(neighbours.flat()),
  };
}

/** Of each draw: the step, and the users whose numbers stand at its agents' places. */
function origins(batch: Batch, agents: number): { step: number; users: number[]; rewarded: number[] }[] {
  const { size } = batch;
  const read = (tensor: tf.Tensor3D, kind: number, numbers: number) => {
    assert.deepEqual(tensor.shape.slice(1), [size, numbers]);
    const values = tensor.dataSync();
    return (m: number, b: number) => {
      const row = Array.from(values.subarray((m * size + b) * numbers, (m * size + b + 1) * numbers));
      const [step, user] = [Math.floor(row[0] / 1000), Math.floor((row[0] % 100) / 10)];
      assert.deepEqual(
        row,
        row.map((_, i) => 1000 * step + 100 * kind + 10 * user + i),
        'numbers of one user',
      );
      return { step, user };
    };
  };
  const fields = [
    read(batch.observations, 1, observation),
    read(batch.raw, 2, action),
    read(batch.next, 4, observation),
  ];
  const reward = read(batch.rewards, 3, 1);
  return Array.from({ length: size }, (_, b) => {
    const seen = Array.from({ length: agents }, (_agent, m) => {
      const [first, ...others] = fields.map((at) => at(m, b));
      for (const other of others) assert.deepEqual(other, first, 'o, a and o-prime of one user and step');
      return first;
    });
    const rewards = Array.from({ length: batch.rewards.shape[0] }, (_group, g) => reward(g, b));
    const steps = new Set([...seen, ...rewards].map(({ step }) => step));
    assert.equal(steps.size, 1, 'everything of a draw is of one step');
    return {
      step: seen[0].step,
      users: seen.map(({ user }) => user),
      rewarded: rewards.map(({ user }) => user),
    };
  });
}

function draw(replay: Replay, size: number, agents: number, seed = 1) {
  const batch = replay.sample(size, new Random(seed, 'replay'));
  assert.equal(batch.size, size);
  const drawn = origins(batch, agents);
  disposeBatch(batch);
  return drawn;
}

test('a full buffer forgets its oldest step', () => {
  const replay = new Replay(3, { observation, action, agents: 2 }, 'paper');
  const kept = () => replay.steps.map(({ rewards }) => Math.floor(rewards[0] / 1000)).sort();
  for (const [step, expected] of [
    [1],
    [1, 2],
    [1, 2, 3],
    [2, 3, 4],
    [3, 4, 5],
    [4, 5, 6],
    [5, 6, 7],
  ].entries()) {
    replay.add(label(step + 1, 2, []));
    assert.deepEqual(kept(), expected);
  }
  const drawn = new Set(draw(replay, 100, 2).map(({ step }) => step));
  assert.deepEqual([...drawn].sort(), [5, 6, 7]);
});

describe('batches in shape `paper`', () => {
  const agents = 4;
  const replay = new Replay(10, { observation, action, agents }, 'paper');
  for (let step = 1; step <= 5; step++) replay.add(label(step, agents, []));

  test('hold every agent of one step in order, each with its own reward', () => {
    for (const { users, rewarded } of draw(replay, 40, agents)) {
      assert.deepEqual(users, [0, 1, 2, 3]);
      assert.deepEqual(rewarded, [0, 1, 2, 3]);
    }
  });

  test('draw from every step', () => {
    assert.equal(new Set(draw(replay, 100, agents).map(({ step }) => step)).size, 5);
  });
});

describe('batches in shape `shared`', () => {
  const agents = 3;
  const small = [
    [0, 2, 1],
    [1, 0, 2],
    [2, 1, 0],
  ];
  const large = [
    [0, 4, 3],
    [1, 3, 2],
    [2, 0, 4],
    [3, 1, 0],
    [4, 2, 1],
  ];
  const replay = new Replay(10, { observation, action, agents }, 'shared');
  replay.add(label(1, 3, small));
  replay.add(label(2, 5, large));

  test("hold the user first, then its neighbours, with the user's reward", () => {
    const drawn = draw(replay, 200, agents);
    for (const { step, users, rewarded } of drawn) {
      assert.deepEqual(users, (step === 1 ? small : large)[users[0]]);
      assert.deepEqual(rewarded, [users[0]]);
    }
    assert.equal(
      new Set(drawn.map(({ step, users }) => `${step} ${users[0]}`)).size,
      8,
      'every user is drawn',
    );
  });

  test('are the same from the same seed', () => {
    assert.deepEqual(draw(replay, 20, agents, 7), draw(replay, 20, agents, 7));
    assert.notDeepEqual(draw(replay, 20, agents, 7), draw(replay, 20, agents, 8));
  });
});

test('a disposed batch leaves no tensor behind', () => {
  const replay = new Replay(1, { observation, action, agents: 1 }, 'paper');
  replay.add(label(1, 1, []));
  const before = tf.memory().numTensors;
  const batch = replay.sample(4, new Random(1, 'replay'));
  assert.equal(tf.memory().numTensors, before + 4);
  disposeBatch(batch);
  assert.equal(tf.memory().numTensors, before);
});
