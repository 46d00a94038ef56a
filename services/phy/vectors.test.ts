import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import {
  checkVectors,
  relativeError,
  vectorTopology,
  type VectorFile,
  type VectorTensor,
} from './vectors.ts';

const text = readFileSync(join(import.meta.dirname, '../../test/vectors/single-user-radio.json'), 'utf8');
const load = () => JSON.parse(text) as VectorFile;
const errorOf = (file: VectorFile, quantity: string) =>
  checkVectors(file).find((result) => result.quantity === quantity)?.relativeError ?? Infinity;

describe('relativeError', () => {
  test('is the largest error over the largest magnitude', () => {
    assert.equal(relativeError(Float64Array.of(1, -4.5, 3), Float64Array.of(1, -5, 3.1)), 0.1);
  });

  test('is zero for equal values', () => {
    assert.equal(relativeError(Float64Array.of(1, 2), Float64Array.of(1, 2)), 0);
    assert.equal(relativeError(new Float64Array(3), new Float64Array(3)), 0);
  });

  test('is the error itself where the reference is zero', () => {
    assert.equal(relativeError(Float64Array.of(0, 0.25), new Float64Array(2)), 0.25);
  });

  test('is NaN where lengths differ', () => {
    assert.equal(relativeError(new Float64Array(2), new Float64Array(3)), NaN);
    assert.equal(relativeError(new Float64Array(0), new Float64Array(1)), NaN);
  });

  test('is NaN where either side holds a NaN, wherever it stands', () => {
    for (const at of [0, 1, 2]) {
      const spoilt = Float64Array.of(1, 2, 3);
      spoilt[at] = NaN;
      assert.equal(relativeError(spoilt, Float64Array.of(1, 2, 9)), NaN);
      assert.equal(relativeError(Float64Array.of(1, 2, 9), spoilt), NaN);
    }
  });

  test('is not small where a value is infinite', () => {
    assert.ok(!(relativeError(Float64Array.of(1, Infinity), Float64Array.of(1, 2)) < 1));
    assert.ok(!(relativeError(Float64Array.of(1, 2), Float64Array.of(1, Infinity)) < 1));
  });
});

describe('checkVectors', () => {
  test('finds a sound file sound', () => {
    for (const { quantity, relativeError: error } of checkVectors(load())) assert.ok(error < 1e-9, quantity);
  });

  test('finds one wrong number in any quantity', () => {
    for (const quantity of Object.keys(load().expected)) {
      const file = load();
      const expected = file.expected[quantity];
      if (Array.isArray(expected)) expected[0][0]++;
      else {
        // A thousandth of the largest magnitude, at the last place.
        const largest = expected.re.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
        expected.re[expected.re.length - 1] += 1e-3 * Math.max(largest, 1e-30);
      }
      const error = errorOf(file, quantity);
      assert.ok(error > 1e-4, `${quantity}: error ${error}`);
    }
  });

  test('finds a wrong imaginary part', () => {
    const file = load();
    const { im } = file.expected['Xi'] as VectorTensor;
    (im as number[])[0] += 1e3;
    assert.ok(errorOf(file, 'Xi') > 1e-6);
  });

  test('finds a changed input by what follows from it', () => {
    const file = load();
    file.H.re[0] *= 1.01;
    assert.ok(errorOf(file, 'Xi') > 1e-9);
    assert.ok(errorOf(file, 'beta') < 1e-9);
  });

  test('gives NaN, which no bound accepts, for a tensor of another size', () => {
    const file = load();
    const W = file.expected['W'] as VectorTensor;
    W.re.pop();
    W.im?.pop();
    assert.equal(errorOf(file, 'W'), NaN);
  });

  test('gives NaN for a quantity that it does not know', () => {
    const file = load();
    file.expected['V_miracle'] = file.expected['V_drzf'];
    assert.equal(errorOf(file, 'V_miracle'), NaN);
  });

  test('takes one step for all users as well as one for each', () => {
    const file = load();
    const first = typeof file.mu_step === 'number' ? file.mu_step : file.mu_step.re[0];
    file.mu_step = first;
    const single = errorOf(file, 'mu_next');
    file.mu_step = { shape: [file.dims.K], re: new Array<number>(file.dims.K).fill(first) };
    assert.equal(errorOf(file, 'mu_next'), single);
  });

  test('takes powers in watts as the file gives them', () => {
    const file = load();
    assert.equal(vectorTopology(file).pMax, file.p_max_w);
    assert.equal(vectorTopology(file).noise, file.noise_w);
  });
});
