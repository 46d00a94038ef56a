import assert from 'node:assert/strict';
import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readArrays } from './arrays-file.ts';
import { checkpointPath } from './checkpoint.ts';
import { readCurve } from './curve.ts';
import { temporaryFolder, tinyTraining, train } from './testing/tiny.ts';

/** Everything that the next iteration would start from. */
const state = (folder: string) => readArrays(checkpointPath(folder)).arrays;
const curve = (folder: string) =>
  readCurve(join(folder, 'curve.jsonl')).map((record) => ({ ...record, wallSeconds: 0 }));

const cases: [string, Record<string, unknown>][] = [
  ['SAC', { imitation: { steps: 5, episodes: 2 } }],
  ['SAC that collects during its updates', { sac: { pipeline: true } }],
  ['SAC of shape paper', { sac: { shape: 'paper' }, policy: 'direct' }],
  ['evolution strategies', { algorithm: 'evolution' }],
  ['coordinate search', { algorithm: 'coordinates' }],
];
for (const [what, change] of cases) {
  test(`${what}: cut and resumed, its weights are bit-equal to those of a run without a cut`, async (t) => {
    const [whole, cut] = [temporaryFolder(t), temporaryFolder(t)];
    const training = tinyTraining(change);
    const { models } = await train(whole, training);
    // It dies in the iteration after its checkpoint, whose record is then lost again.
    const dies = ({ iteration }: { iteration: number }) => {
      if (iteration === 3) throw new Error('power cut');
    };
    await assert.rejects(train(cut, training, { onRecord: dies }), /power cut/);
    assert.equal(curve(cut).at(-1)?.iteration, 3);
    const { last } = await train(cut, training, { resume: true });
    assert.equal(last.iteration, 4);
    assert.deepEqual(state(cut), state(whole));
    assert.deepEqual(curve(cut), curve(whole));
    for (const file of models)
      assert.equal(readFileSync(file.replace(whole, cut), 'utf8'), readFileSync(file, 'utf8'));
  });
}

test('a signal ends a training with a checkpoint of the iteration under way', async (t) => {
  const [whole, cut] = [temporaryFolder(t), temporaryFolder(t)];
  const training = tinyTraining();
  await train(whole, training);
  const abort = new AbortController();
  const stop = ({ iteration }: { iteration: number }) => {
    if (iteration === 3) abort.abort('SIGINT');
  };
  const interrupted = { code: 'CHORUS_INTERRUPTED', message: 'interrupted by SIGINT' };
  await assert.rejects(train(cut, training, { onRecord: stop, signal: abort.signal }), interrupted);
  await train(cut, training, { resume: true });
  assert.deepEqual(state(cut), state(whole));
});

test('a training goes on for longer than it was first asked to', async (t) => {
  const [whole, longer] = [temporaryFolder(t), temporaryFolder(t)];
  await train(whole, tinyTraining());
  await train(longer, tinyTraining({ iterations: 2 }));
  await train(longer, tinyTraining(), { resume: true });
  assert.deepEqual(state(longer), state(whole));
});

test('exported experience is the same file after a cut', async (t) => {
  const [whole, cut] = [temporaryFolder(t), temporaryFolder(t)];
  const file = (folder: string) => join(folder, 'experience.bin');
  const training = tinyTraining();
  await train(whole, training, { trajectories: file(whole) });
  await train(cut, tinyTraining({ iterations: 2 }), { trajectories: file(cut) });
  await train(cut, training, { trajectories: file(cut), resume: true });
  const bytes = readFileSync(file(whole));
  assert.deepEqual(readFileSync(file(cut)), bytes);
  const header = bytes.indexOf(10) + 1;
  const { recordBytes, format } = JSON.parse(bytes.toString('utf8', 0, header)) as Record<string, unknown>;
  assert.equal(format, 'chorus-experience-1');
  // 4 iterations of 2 episodes of 4 loops.
  assert.equal(bytes.length - header, 32 * Number(recordBytes));
});

test('what cannot be resumed is refused, and says why', async (t) => {
  const folder = temporaryFolder(t);
  const training = tinyTraining({ algorithm: 'evolution', iterations: 1 });
  await assert.rejects(train(folder, training, { resume: true }), { code: 'CHORUS_CHECKPOINT_NOT_FOUND' });
  await train(folder, training);
  await assert.rejects(train(folder, training), { code: 'CHORUS_TRAINING_EXISTS' });
  const other = tinyTraining({ algorithm: 'evolution', iterations: 1, seed: 2 });
  const refused = (message: RegExp) => ({ code: 'CHORUS_CHECKPOINT_INVALID', message });
  await assert.rejects(train(folder, other, { resume: true }), refused(/a training with another seed/));
  truncateSync(checkpointPath(folder), statSync(checkpointPath(folder)).size - 1);
  await assert.rejects(train(folder, training, { resume: true }), refused(/it ends within second/));
  writeFileSync(checkpointPath(folder), '{"format":"else"}\n');
  await assert.rejects(
    train(folder, training, { resume: true }),
    refused(/its format is not chorus-arrays-1/),
  );
});
