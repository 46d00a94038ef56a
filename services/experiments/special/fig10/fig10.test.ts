import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInit } from '../testing/run-init.ts';
import { fig10 } from './fig10.ts';

test("fig10: the paper's reductions, from encoded messages", async (t) => {
  const { init } = runInit(t, { seeds: [1] });
  const { panels, claims } = await fig10(init);
  assert.deepEqual(
    panels.map(({ id, series }) => [id, series.length]),
    [
      ['a', 7],
      ['b', 7],
      ['c', 7],
      ['d', 2],
    ],
  );
  const load = (panel: number, label: string) =>
    panels[panel].series.find((series) => series.label === label)?.mean ?? [];
  assert.deepEqual(load(0, 'proposed, I = 6'), [480, 720, 960, 1200, 1440, 1680, 1920]);
  assert.deepEqual(load(0, 'proposed, covariance'), [192, 288, 384, 480, 576, 672, 768]);
  assert.deepEqual(load(0, 'C-RZF'), [20480, 30720, 40960, 51200, 61440, 71680, 81920]);
  assert.equal(load(1, 'C-RZF').at(-1), 768_000);
  assert.deepEqual(load(2, 'D-RZF'), [null, null, null, null]);
  assert.equal(panels[3].series[0].mean[5], 0);
  assert.deepEqual(
    claims.map(({ ours, holds }) => [ours, holds]),
    [
      ['30 and 1,280 complex numbers per user', true],
      ['97.66 %', true],
      ['1,440 complex numbers; 99.81 % less than C-RZF at L^UE = 100', true],
      ['1,440 complex numbers', true],
      ['98.83 %', true],
      ['0', true],
      ['1 times', true],
    ],
  );
  const copies = panels[3].series[1].mean;
  assert.ok((copies[0] as number) > 1440, 'U_k and W_k go to several O-DUs');
});

test('fig10: only the schemes that are asked for, and a claim only where its schemes ran', async (t) => {
  const { init } = runInit(t, { seeds: [1], schemes: ['d-rzf'] });
  const { panels, claims } = await fig10(init);
  assert.deepEqual(
    panels[0].series.map(({ label }) => label),
    ['D-RZF'],
  );
  assert.deepEqual(
    claims.map(({ claim }) => claim),
    ['D-RZF puts nothing on E2'],
  );
  await assert.rejects(fig10({ ...init, schemes: ['x-rzf'] }), {
    code: 'CHORUS_EXPERIMENT_INVALID',
    message: /"x-rzf"/,
  });
});

test('fig10: a warm-up, which it does not have, is refused', async (t) => {
  const { init } = runInit(t, { warmUpLoops: 0 });
  await assert.rejects(fig10(init), { code: 'CHORUS_USAGE', message: /--warm-up/ });
});

test('fig10: a second run computes nothing anew', async (t) => {
  const { init, computed } = runInit(t, { seeds: [1], schemes: ['closed-form-i6', 'd-rzf'] });
  const first = await fig10(init);
  const before = computed.length;
  // K = 48, L^UE = 8 and N_t = 4 are one point of three panels.
  assert.equal(before, 2 * (7 + 7 + 4 - 2));
  assert.deepEqual(await fig10({ ...init, fresh: false }), first);
  assert.equal(computed.length, before);
});
