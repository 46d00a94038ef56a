import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counts } from '@chorus/platform/counters.ts';
import { LogLimit } from '@chorus/platform/log-limit.ts';
import { Experience } from '@chorus/platform/proto.ts';
import { encodeTensor } from '@chorus/platform/tensors.ts';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { Collector } from './collector.ts';

const one = (value: number) => encodeTensor(Float64Array.of(value));
const message = (nearRtLoop: number) => {
  const [observations, actions, rewards] = [one(nearRtLoop), one(0), one(nearRtLoop - 1)];
  return Experience.encode({ nearRtLoop, users: [0], observations, actions, rewards });
};

function collector({ capacity = 100, centred = false } = {}) {
  const metrics = new Registry();
  const messages = new Counts(metrics, 'messages_total', 'messages', ['result']);
  const log = new LogLimit(pino({ level: 'silent' }));
  const sizes = { users: 1, observation: 1, action: 1, agents: Uint16Array.of(0) };
  const made = new Collector({ log, messages }, { ...sizes, loops: 3, capacity, centred });
  return { made, metrics };
}

test('episodes are whole, in order, and begin where they are told to', async () => {
  const { made } = collector();
  made.add(message(0));
  made.begin(2);
  const first = made.episodes();
  for (let loop = 1; loop <= 6; loop++) made.add(message(loop));
  const [episode, ...more] = await first;
  assert.deepEqual(more, []);
  assert.deepEqual(
    episode.steps.map(({ observations }) => observations[0]),
    [2, 3, 4],
  );
  assert.equal(episode.reward, 3);
  for (let loop = 7; loop <= 12; loop++) made.add(message(loop));
  const rest = await made.episodes();
  assert.deepEqual(
    rest.map(({ reward }) => reward),
    [6, 9],
    'what came while nobody took it',
  );
});

test('what nobody takes does not grow without end', async () => {
  const { made } = collector({ capacity: 4 });
  made.begin(0);
  for (let loop = 0; loop <= 20; loop++) made.add(message(loop));
  const [{ steps }] = await made.episodes();
  assert.deepEqual(
    steps.map(({ rewards }) => rewards[0]),
    [16, 17, 18],
  );
});

test("rewards may be over the user's mean in the first episode", async () => {
  const { made } = collector({ centred: true });
  made.begin(0);
  for (let loop = 0; loop <= 6; loop++) made.add(message(loop));
  const episodes = await made.episodes();
  assert.deepEqual(
    episodes.map(({ steps, reward }) => [reward, steps.map(({ rewards }) => rewards[0])]),
    [
      [0, [-1, 0, 1]],
      [3, [2, 3, 4]],
    ],
  );
});

test('what is no experience is counted and harms nothing', async () => {
  const { made, metrics } = collector();
  made.begin(0);
  for (const bytes of [message(0), Buffer.from('no'), message(1), message(2), message(3)]) made.add(bytes);
  assert.equal((await made.episodes()).length, 1);
  assert.deepEqual(made.collected, { steps: 3, gaps: 0, refused: 1 });
  assert.match(await metrics.metrics(), /messages_total\{result="refused"\} 1/);
});
