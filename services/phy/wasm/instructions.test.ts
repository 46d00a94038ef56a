// Each instruction in a function of its own, beside what JavaScript gives; types ask for a row of each that is new.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assembled, onRegisters } from '../testing/assembled.ts';
import { f64, f64x2, i32, Type, v128, type Code } from './assembler.ts';

const integers = [0, 1, -1, 2, -5, 9, 31, 32, 33, 255, 0x12345678, 2 ** 31 - 1, -(2 ** 31), 1 - 2 ** 31];
const smallest = 2 ** -1074;
const floats = [0, -0, 1, -1, 0.1, -2.5, 3, 2 ** 53, 1e308, -1e308, smallest, -smallest, 1 / 0, -1 / 0, NaN];

type Unary = (a: number) => number;
type Binary = (a: number, b: number) => number;

/** Assertions are strict: -0 is not 0, and NaN is NaN. */
function assertEqual(actual: number, expected: number, name: string, ...operands: number[]): void {
  assert.equal(actual, expected, `${name} of ${operands.join(' and ')}`);
}

const ofIntegers: Record<Exclude<keyof typeof i32, 'const' | 'load' | 'store'>, Binary> = {
  lt: (a, b) => Number(a < b),
  ge: (a, b) => Number(a >= b),
  add: (a, b) => (a + b) | 0,
  sub: (a, b) => (a - b) | 0,
  mul: (a, b) => Math.imul(a, b),
  and: (a, b) => a & b,
  xor: (a, b) => a ^ b,
  shl: (a, b) => a << b,
  shrS: (a, b) => a >> b,
  shrU: (a, b) => (a >>> b) | 0,
  rotl: (a, b) => (a << b) | (b % 32 === 0 ? 0 : a >>> -b),
};
for (const [name, expected] of Object.entries(ofIntegers)) {
  test(`i32.${name}`, () => {
    const run = assembled(Type.i32, (f) => {
      const [a, b] = [f.parameter(Type.i32), f.parameter(Type.i32)];
      return i32[name as keyof typeof ofIntegers](a.get, b.get);
    });
    for (const a of integers) for (const b of integers) assertEqual(run(a, b), expected(a, b), name, a, b);
  });
}

const comparisons = {
  lt: (a, b) => Number(a < b),
  gt: (a, b) => Number(a > b),
} satisfies Record<string, Binary>;
const unary = { abs: Math.abs, sqrt: Math.sqrt } satisfies Record<string, Unary>;
const ofI32 = { ofSigned: (a) => a, ofUnsigned: (a) => a >>> 0 } satisfies Record<string, Unary>;
type Other = keyof typeof comparisons | keyof typeof unary | keyof typeof ofI32;
const binary: Record<Exclude<keyof typeof f64, 'const' | 'load' | 'store' | 'lane' | Other>, Binary> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  copysign: (a, b) => (b < 0 || Object.is(b, -0) ? -Math.abs(a) : Math.abs(a)),
};
for (const [names, result] of [
  [comparisons, Type.i32],
  [binary, Type.f64],
] as const) {
  for (const [name, expected] of Object.entries(names)) {
    test(`f64.${name}`, () => {
      const run = assembled(result, (f) => {
        const [a, b] = [f.parameter(Type.f64), f.parameter(Type.f64)];
        return f64[name as keyof typeof comparisons | keyof typeof binary](a.get, b.get);
      });
      for (const a of floats)
        for (const b of floats) {
          // Which sign a NaN has is left open.
          if (name !== 'copysign' || !Number.isNaN(b)) assertEqual(run(a, b), expected(a, b), name, a, b);
        }
    });
  }
}
for (const [names, type, operands] of [
  [unary, Type.f64, floats],
  [ofI32, Type.i32, integers],
] as const) {
  for (const [name, expected] of Object.entries<Unary>(names)) {
    test(`f64.${name}`, () => {
      const run = assembled(Type.f64, (f) =>
        f64[name as keyof typeof unary | keyof typeof ofI32](f.parameter(type).get),
      );
      for (const a of operands) assertEqual(run(a), expected(a), name, a);
    });
  }
}

test('i32.const is any 32 bits, signed or not, on both sides of each length', () => {
  const edges = [6, 7, 13, 14, 20, 21, 27, 28, 31].flatMap((bits) => [2 ** bits, -(2 ** bits)]);
  const values = [...edges, 2 ** 32].flatMap((edge) => [edge - 1, edge]).concat(0, 1, 0xdeadbeef);
  for (const value of values) {
    if (value >= -(2 ** 31) && value < 2 ** 32)
      assert.equal(assembled(Type.i32, () => i32.const(value))(), value | 0);
  }
});

type Pair = readonly [low: number, high: number];
/** Registers whose halves have nothing in common. */
const pairs: Pair[] = floats.map((low, n) => [low, floats[(n + 4) % floats.length]]);

test('f64.const and f64x2.const are any numbers', () => {
  for (const [low, high] of pairs) {
    assert.equal(assembled(Type.f64, () => f64.const(low))(), low);
    assert.deepEqual(onRegisters(() => f64x2.const(low, high))(), [low, high]);
  }
});

const bits = (value: number) => new BigInt64Array(Float64Array.of(value).buffer)[0];
const xor: Binary = (a, b) => new Float64Array(BigInt64Array.of(bits(a) ^ bits(b)).buffer)[0];
const allBits = new Float64Array(BigInt64Array.of(-1n).buffer)[0];
const lessMask: Binary = (a, b) => (a < b ? allBits : 0);
const halfByHalf = { ...f64x2, xor: v128.xor };
const onHalves = { add: binary.add, sub: binary.sub, mul: binary.mul, div: binary.div, xor, lt: lessMask };
for (const [name, expected] of Object.entries(onHalves)) {
  test(`${name} of registers takes half by half`, () => {
    const run = onRegisters((x, y) => halfByHalf[name as keyof typeof onHalves](x.get, y.get));
    for (const a of pairs)
      for (const b of pairs)
        assert.deepEqual(
          run(a, b),
          [expected(a[0], b[0]), expected(a[1], b[1])],
          `${a.join()} and ${b.join()}`,
        );
  });
}

test('f64x2.addProduct and subProduct round once or twice, in either half', () => {
  // 1 + (1 + e)(1 - e) = 2 - e^2: the product's last digit is lost if it is rounded before the sum.
  const e = 2 ** -30;
  const [a, b, c]: Pair[] = [
    [1 + e, 3],
    [1 - e, 5],
    [-1, 7],
  ];
  const sum = onRegisters((x, y) => f64x2.addProduct(f64x2.const(...c), x.get, y.get))(a, b);
  const difference = onRegisters((x, y) => f64x2.subProduct(f64x2.const(...c), x.get, y.get))(a, b);
  assert.ok([0, -(e ** 2)].includes(sum[0]), String(sum[0]));
  assert.deepEqual([sum[1], difference[0], difference[1]], [22, -2, -8]);
});

for (const [name, expected] of Object.entries(unary)) {
  test(`f64x2.${name} takes half by half`, () => {
    const run = onRegisters((x) => f64x2[name as keyof typeof unary](x.get));
    for (const a of pairs) assert.deepEqual(run(a), a.map(expected), a.join());
  });
}

test('f64x2.lows and highs put the like halves of two registers together', () => {
  const lows = onRegisters((x, y) => f64x2.lows(x.get, y.get));
  const highs = onRegisters((x, y) => f64x2.highs(x.get, y.get));
  assert.deepEqual(lows([1, 2], [3, 4]), [1, 3]);
  assert.deepEqual(highs([1, 2], [3, 4]), [2, 4]);
});

test('v128 takes all bits apart; lt gives masks of whole halves', () => {
  const less = f64x2.lt(f64x2.const(1, 2), f64x2.const(2, 1));
  const on = (write: (x: Code, y: Code) => Code) =>
    onRegisters((x, y) => write(x.get, y.get))([5, 6], [-7, -8]);
  assert.deepEqual(
    on((x) => v128.and(x, less)),
    [5, 0],
  );
  assert.deepEqual(
    on((x) => v128.andNot(x, less)),
    [0, 6],
  );
  assert.deepEqual(
    on((x) => v128.or(x, f64x2.const(-0, 0))),
    [-5, 6],
  );
  assert.deepEqual(
    on((x, y) => v128.select(x, y, less)),
    [5, -8],
  );
  const any = (code: Code) => assembled(Type.i32, () => v128.any(code))();
  assert.deepEqual([any(less), any(f64x2.const(0, 0)), any(f64x2.const(0, -0))], [1, 0, 1]);
  const isZero = (code: Code) => assembled(Type.i32, () => v128.isZero(code))();
  assert.deepEqual([isZero(less), isZero(f64x2.const(0, 0)), isZero(f64x2.const(0, -0))], [0, 1, 0]);
});

test('f64x2.neg takes both halves, swap exchanges them', () => {
  const neg = onRegisters((x) => f64x2.neg(x.get));
  const swap = onRegisters((x) => f64x2.swap(x));
  for (const [low, high] of pairs) {
    assert.deepEqual(neg([low, high]), [-low, -high]);
    assert.deepEqual(swap([low, high]), [high, low]);
  }
});

test('f64x2.splat and loadSplat give one number in both halves, replaceHigh a new upper one', () => {
  const splat = onRegisters((x) => f64x2.splat(f64.lane(x.get, 0)));
  const loadSplat = onRegisters((_) => f64x2.loadSplat({ memory: 0, address: i32.const(0), offset: 8 }));
  const replaceHigh = onRegisters((x) => f64x2.replaceHigh(x.get, f64.const(7)));
  for (const [low, high] of pairs) {
    assert.deepEqual(splat([low, high]), [low, low]);
    assert.deepEqual(loadSplat([low, high]), [high, high]);
    assert.deepEqual(replaceHigh([low, high]), [low, 7]);
  }
});

test('f64x2.storeNarrow rounds both halves to float32, loadNarrow takes them up', () => {
  const place = { memory: 0, address: i32.const(0), offset: 40 };
  const run = onRegisters((x) => [f64x2.storeNarrow(place, x.get), f64x2.loadNarrow(place)]);
  for (const pair of [...pairs, [1 + 2 ** -24, 1 + 3 * 2 ** -24], [1e39, -1e-50]] satisfies Pair[])
    assert.deepEqual(run(pair), pair.map(Math.fround), pair.join());
});

test('f64.lane takes a half', () => {
  for (const pair of pairs)
    for (const n of [0, 1] as const)
      assert.equal(assembled(Type.f64, () => f64.lane(f64x2.const(...pair), n))(), pair[n]);
});
