import assert from 'node:assert/strict';
import { test } from 'node:test';
import { powerAt } from '@chorus/phy';
import { drawProblems } from './problems.ts';

test('problems bind, are solved, and are no more than asked for', () => {
  for (const Nt of [2, 8]) {
    const problems = drawProblems(Nt, 3, 60);
    assert.ok(problems.length > 20 && problems.length <= 60);
    for (const { lambda, phi, pMax, xi } of problems) {
      assert.deepEqual([lambda.length, phi.length], [Nt, Nt]);
      assert.ok(powerAt(lambda, phi, 0) > pMax);
      assert.ok(Math.abs(powerAt(lambda, phi, xi) / pMax - 1) < 1e-9);
    }
  }
});

test('a seed repeats its problems, another one has others', () => {
  assert.deepEqual(drawProblems(2, 5, 20), drawProblems(2, 5, 20));
  assert.notDeepEqual(drawProblems(2, 5, 20), drawProblems(2, 6, 20));
});

test('over many networks some O-RUs have a null space', () => {
  const seeds = Array.from({ length: 6 }, (_, n) => 10 + n);
  const problems = seeds.flatMap((seed) => drawProblems(4, seed, 40));
  const nulls = problems.filter(({ phi }) => phi.some((value) => value === 0)).length / problems.length;
  assert.ok(nulls > 0.01 && nulls < 0.6, `${nulls} of the problems`);
});
