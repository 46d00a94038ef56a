import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { decodeModel, encodeModel, modelChecksum, ModelError, type Model } from './model.ts';
import { drawModel } from './testing/actor-model.ts';

const model = drawModel();

/** The model's file with some fields changed; undefined takes one out. */
const changed = (fields: Record<string, unknown>, from: Model = model) =>
  JSON.stringify({ ...(JSON.parse(encodeModel(from)) as Record<string, unknown>), ...fields });

/** base64 and checksum of weights, as a file has them. */
function stored(weights: Float32Array) {
  const bytes = Buffer.from(weights.buffer, weights.byteOffset, weights.byteLength);
  return {
    weights: bytes.toString('base64'),
    checksum: createHash('sha256').update(bytes).digest('hex'),
  };
}

describe("a model's file", () => {
  test('gives back the model, and the same file again', () => {
    const text = encodeModel(model);
    assert.deepEqual(decodeModel(text), model);
    assert.equal(encodeModel(decodeModel(text)), text);
  });

  test('keeps every bit of a weight', () => {
    const bits = new Uint32Array(model.weights.length).map((_, i) => Math.imul(i + 1, 0x9e3779b1));
    const weights = new Float32Array(bits.buffer).map((value) => (Number.isFinite(value) ? value : 0));
    weights.set([0, -0, 2 ** -149, -(2 ** -149), 3.4028234663852886e38]);
    const read = decodeModel(encodeModel({ ...model, weights })).weights;
    assert.deepEqual(new Uint32Array(read.buffer), new Uint32Array(weights.buffer));
  });

  test('has little-endian float32 weights in base64 under their SHA-256', () => {
    const file = JSON.parse(encodeModel(model)) as Record<string, unknown>;
    const { weights, checksum } = stored(model.weights);
    assert.equal(file.weights, weights);
    assert.equal(file.checksum, checksum);
    assert.equal(modelChecksum(model), checksum);
    assert.equal(file.format, 'chorus-model-1');
  });

  test('of weights that are a part of a longer array is theirs alone', () => {
    const longer = new Float32Array(model.weights.length + 7);
    longer.set(model.weights, 3);
    const part = longer.subarray(3, 3 + model.weights.length);
    assert.equal(encodeModel({ ...model, weights: part }), encodeModel(model));
  });
});

describe('a damaged model is refused', () => {
  const spoilt = model.weights.slice();
  spoilt[3] = NaN;
  const endless = model.weights.slice();
  endless[0] = Infinity;
  const flipped = model.weights.slice();
  flipped[5] += 1;
  const { sizes } = model.network;
  const wired = (network: unknown) => changed({ network });
  const cases: [string, string, RegExp][] = [
    ['half a file', encodeModel(model).slice(0, 200), /^not JSON: /],
    ['an empty file', '', /^not JSON: /],
    ['a list', '[]', /^not a JSON object$/],
    ['null', 'null', /^not a JSON object$/],
    [
      'another format',
      changed({ format: 'chorus-model-2' }),
      /^format is "chorus-model-2"; allowed: "chorus-model-1"$/,
    ],
    ['no format', changed({ format: undefined }), /^format is undefined/],
    ['another kind', changed({ kind: 'critic' }), /^kind is "critic"; allowed: actor, multiplier$/],
    ['a name with a slash', changed({ name: '../x' }), /^name is "\.\.\/x"; allowed: lower-case letters/],
    ['a name in capitals', changed({ name: 'Actor' }), /^name is "Actor"; allowed/],
    ['a name of 65 letters', changed({ name: 'a'.repeat(65) }), /^name is "a{65}"; allowed/],
    ['an empty name', changed({ name: '' }), /^name is ""; allowed/],
    ['a name with a line break', changed({ name: 'actor\n' }), /^name is "actor\\n"; allowed/],
    ['a number as name', changed({ name: 7 }), /^name is 7; allowed/],
    ['version 0', changed({ version: 0 }), /^version is 0; allowed: an integer from 1$/],
    ['version 1.5', changed({ version: 1.5 }), /^version is 1.5; allowed/],
    ['version "1"', changed({ version: '1' }), /^version is "1"; allowed/],
    ['no spec', changed({ spec: undefined }), /^spec is not an object$/],
    ['a list as spec', changed({ spec: [] }), /^spec is not an object$/],
    ['no training', changed({ training: null }), /^training is not an object$/],
    ['no network', wired(undefined), /^network is not an object$/],
    ['no sizes', wired({ activation: 'relu' }), /^network.sizes is undefined; allowed: two or more sizes/],
    ['one size', wired({ sizes: [9], activation: 'relu' }), /^network.sizes is \[9\]; allowed/],
    ['a size of 0', wired({ sizes: [9, 0, 8], activation: 'relu' }), /^network.sizes is \[9,0,8\]; allowed/],
    [
      'a size of a half',
      wired({ sizes: [9, 1.5], activation: 'relu' }),
      /^network.sizes is \[9,1.5\]; allowed/,
    ],
    [
      'a size beyond bounds',
      wired({ sizes: [6, 100001], activation: 'relu' }),
      /^network.sizes is \[6,100001\]/,
    ],
    [
      'an unknown activation',
      wired({ sizes, activation: 'elu' }),
      /^network.activation is "elu"; allowed: relu, tanh$/,
    ],
    ['no weights', changed({ weights: undefined }), /^weights is not a base64 string$/],
    ['weights as numbers', changed({ weights: [1, 2] }), /^weights is not a base64 string$/],
    ['other weights', changed({ weights: stored(flipped).weights }), /^the weights do not have the checksum/],
    ['another checksum', changed({ checksum: '0'.repeat(64) }), /^the weights do not have the checksum/],
    ['no checksum', changed({ checksum: undefined }), /^the weights do not have the checksum/],
    ['too few weights', changed(stored(model.weights.slice(1))), /^103 weights; a network of 7-6-8 has 104$/],
    [
      'too many weights',
      encodeModel({ ...model, weights: new Float32Array(117) }),
      /^117 weights; a network/,
    ],
    [
      'other sizes',
      wired({ sizes: [7, 5, 8], activation: 'relu' }),
      /^104 weights; a network of 7-5-8 has 88$/,
    ],
    ['a weight that is NaN', changed(stored(spoilt)), /^weight 3 is not finite$/],
    ['a weight that is infinite', changed(stored(endless)), /^weight 0 is not finite$/],
  ];
  for (const [what, text, reason] of cases) {
    test(what, () => {
      assert.throws(
        () => decodeModel(text),
        (error: unknown) => error instanceof ModelError && reason.test(error.message),
      );
    });
  }
});
