import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { decodeModel } from '@chorus/learning';
import { loadModel } from '@chorus/platform/load-model.ts';
import { trainMultiplierFile } from './train-multiplier.ts';

const quick = { antennas: [2], networks: 1, heldOut: 1, problems: 50, batch: 32, steps: 20 };

test('training writes a model file that dApp 1 can be given', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'chorus-training-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const out = join(folder, 'models', 'mine.json');
  const model = await trainMultiplierFile({ config: { ...quick, seed: 7 }, command: 'by hand', out });
  const file = decodeModel(readFileSync(out, 'utf8'));
  assert.deepEqual(file, model);
  assert.deepEqual(loadModel(out, 'multiplier'), model);
  assert.equal(file.training.seed, 7);
  assert.equal(file.training.command, 'by hand');
});

test('the model that comes with Chorus is small and records how it was made', () => {
  const { spec, training, weights } = loadModel('xi', 'multiplier');
  assert.deepEqual(spec, { input: 'bracket-1', antennas: [2, 4, 8, 16] });
  assert.ok(weights.byteLength < 10_000);
  assert.match(training.command, /chorus train xi/);
  for (const Nt of [2, 4, 8, 16]) assert.ok(training.metrics[`nt${Nt}.refined.powerP99`] < 2e-3);
});
