import assert from 'node:assert/strict';
import { test } from 'node:test';
import { powerOf, PowerProjection, projectPower, scalePower } from './power.ts';
import { assertClose, assertWithin } from './testing/expect.ts';
import { fromFlat, hermitian, multiply, trace } from './testing/matrix.ts';
import { Source } from './testing/source.ts';
import { Arena } from './wasm/arena.ts';

const source = new Source(61);

test('the power of an O-RU is the sum of tr(V V^H) over its users', () => {
  const V = source.values(2 * 3 * 4 * 2);
  let expected = 0;
  for (let k = 0; k < 3; k++) {
    const Vk = fromFlat(V, 4, 2, k * 16);
    expected += trace(multiply(Vk, hermitian(Vk))).re;
  }
  assertWithin(powerOf(V), expected, 1e-12 * expected, 'power');
  assert.equal(powerOf(new Float64Array(0)), 0);
});

test('projectPower scales what exceeds P_max down to P_max and keeps the direction', () => {
  const V = source.values(32);
  const before = V.slice();
  const power = powerOf(V);
  assert.equal(projectPower(V, power / 7), power);
  assertWithin(powerOf(V), power / 7, 1e-13 * power, 'power');
  assertClose(
    V,
    before.map((v) => v / Math.sqrt(7)),
    1e-14,
  );
});

test('projectPower leaves what is within P_max as it is, to the last bit', () => {
  const V = source.values(32);
  const before = V.slice();
  const power = powerOf(V);
  assert.equal(projectPower(V, power), power);
  assert.equal(projectPower(V, 2 * power), power);
  assert.deepEqual(V, before);
});

test('projectPower leaves zeros zero', () => {
  const V = new Float64Array(8);
  assert.equal(projectPower(V, 1), 0);
  assert.deepEqual(V, new Float64Array(8));
});

test('PowerProjection does to each O-RU what projectPower does, to the last bit', () => {
  const lengths = [16, 0, 64, 2, 48];
  const arena = new Arena(8 * 256);
  const V = lengths.map((length) => arena.float64(length));
  const projection = new PowerProjection(arena.memory, V);
  const pMax = 40;
  const scales: boolean[] = [];
  for (const [round, spoil] of [1, 1, NaN, Infinity, 1e200].entries()) {
    for (const own of V) own.set(source.values(own.length));
    V[2][7] *= spoil;
    const expected = V.map((own) => own.slice());
    const powers = expected.map((own) => projectPower(own, pMax));
    assert.deepEqual([...projection.run(pMax)], powers, `round ${round}`);
    assert.deepEqual(V, expected);
    scales.push(...powers.map((power) => power > pMax));
  }
  assert.deepEqual([...new Set(scales)].sort(), [false, true]);
});

test('scalePower scales up as well as down', () => {
  for (const target of [1e-6, 1, 1e6]) {
    const V = source.values(32);
    scalePower(V, powerOf(V), target);
    assertWithin(powerOf(V), target, 1e-13 * target, 'power');
  }
});
