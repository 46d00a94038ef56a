import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assembled } from '../testing/assembled.ts';
import { assemble, call, count, f64, FunctionCode, i32, repeat, Type, when } from './assembler.ts';

describe('count', () => {
  /** Sum of 10^turn (the counter + 3), which says what the counter was in each turn. */
  const turns = (from: number, to: number, step?: number) =>
    assembled(Type.f64, (f) => {
      const n = f.local(Type.i32);
      const sum = f.local(Type.f64);
      const turn = f64.add(f64.ofSigned(n.get), f64.const(3));
      const code = sum.set(f64.add(f64.mul(sum.get, f64.const(10)), turn));
      return [count(n, i32.const(from), i32.const(to), code, step), sum.get];
    })();

  test('counts from the first up to below the last, one or more at a time', () => {
    assert.equal(turns(0, 4), 3456);
    assert.equal(turns(-2, 1), 123);
    assert.equal(turns(0, 6, 4), 37);
    assert.equal(turns(0, 5, 4), 37);
    assert.equal(turns(0, 4, 4), 3);
  });

  test('has no turn if there is nothing to count', () => {
    assert.equal(turns(0, 0), 0);
    assert.equal(turns(1, 0), 0);
    assert.equal(turns(1, -(2 ** 31)), 0);
  });

  test('reads its end in each turn, and leaves its counter where it ended', () => {
    const run = assembled(Type.i32, (f) => {
      const end = f.parameter(Type.i32);
      const n = f.local(Type.i32);
      return [count(n, i32.const(0), end.get, end.set(i32.sub(end.get, i32.const(1)))), n.get];
    });
    assert.deepEqual(
      [0, 1, 2, 3, 4, 9].map((end) => run(end)),
      [0, 1, 1, 2, 2, 5],
    );
  });

  test('nests', () => {
    const run = assembled(Type.i32, (f) => {
      const [rows, columns] = [f.parameter(Type.i32), f.parameter(Type.i32)];
      const [r, c, sum] = [f.local(Type.i32), f.local(Type.i32), f.local(Type.i32)];
      const inner = count(c, i32.const(0), columns.get, sum.set(i32.add(sum.get, r.get)));
      return [count(r, i32.const(0), rows.get, inner), sum.get];
    });
    assert.equal(run(5, 3), 30);
    assert.equal(run(5, 0), 0);
  });
});

test('when takes one way or the other, or none', () => {
  const run = assembled(Type.i32, (f) => {
    const condition = f.parameter(Type.i32);
    const sum = f.local(Type.i32);
    const add = (value: number) => sum.set(i32.add(sum.get, i32.const(value)));
    return [when(condition.get, add(1), add(20)), when(condition.get, add(300)), sum.get];
  });
  assert.deepEqual(
    [1, -1, 2 ** 31, 0].map((condition) => run(condition)),
    [301, 301, 301, 20],
  );
});

test('repeat runs once, and again while it is told to', () => {
  const run = assembled(Type.i32, (f) => {
    const left = f.parameter(Type.i32);
    const ran = f.local(Type.i32);
    const code = [ran.set(i32.add(ran.get, i32.const(1))), left.set(i32.sub(left.get, i32.const(1)))];
    return [repeat(code, i32.lt(i32.const(0), left.get)), ran.get];
  });
  assert.deepEqual(
    [-3, 0, 1, 2, 50].map((left) => run(left)),
    [1, 1, 1, 2, 50],
  );
});

test('locals of each type come after the parameters, start at zero and are many', () => {
  const run = assembled(Type.f64, (f) => {
    const [a, b] = [f.parameter(Type.f64), f.parameter(Type.i32)];
    const sum = f.local(Type.f64);
    const locals = Array.from({ length: 200 }, (_, n) => ({ n, x: f.local(n % 2 ? Type.i32 : Type.f64) }));
    const register = f.local(Type.v128);
    const add = (value: ReturnType<typeof f64.const>) => sum.set(f64.add(sum.get, value));
    return [
      locals.map(({ n, x }) => add(n % 2 ? f64.ofSigned(x.get) : x.get)),
      add(f64.lane(register.get, 1)),
      locals.map(({ n, x }) => x.set(n % 2 ? i32.const(n) : f64.const(n))),
      locals.map(({ n, x }) => add(n % 2 ? f64.ofSigned(x.get) : x.get)),
      f64.add(f64.mul(a.get, f64.ofSigned(b.get)), sum.get),
    ];
  });
  assert.equal(run(2.5, 4), 10 + (199 * 200) / 2);
});

test('tee sets and leaves the value', () => {
  const run = assembled(Type.i32, (f) => {
    const [a, b] = [f.parameter(Type.i32), f.local(Type.i32)];
    return i32.mul(b.tee(i32.add(a.get, i32.const(1))), b.get);
  });
  assert.equal(run(6), 49);
});

describe('assemble', () => {
  test('calls imports by the first numbers, then functions in their order, also beyond 127', () => {
    const functions: Record<string, FunctionCode> = {};
    for (let n = 0; n < 200; n++) {
      const f = (functions[`f${n}`] = new FunctionCode());
      const x = f.parameter(Type.f64);
      f.result = Type.f64;
      f.body = n === 0 ? call(1, x.get) : f64.add(call(2 + n - 1, x.get), n === 199 ? call(0, x.get) : x.get);
    }
    const module = assemble(functions, { memories: 0, imports: ['square', 'twice'] });
    const given = { square: (x: number) => x * x, twice: (x: number) => 2 * x };
    const { exports } = new WebAssembly.Instance(module, { import: given, memory: {} });
    assert.deepEqual(Object.keys(exports), Object.keys(functions));
    const run = (name: string, x: number) => exports[name](x);
    assert.equal(run('f0', 3), 6);
    assert.equal(run('f130', 3), 6 + 130 * 3);
    assert.equal(run('f199', 3), 6 + 198 * 3 + 9);
  });

  test('writes bodies of any length', () => {
    for (const turns of [1, 30, 3000, 20_000]) {
      const run = assembled(Type.i32, (f) => {
        const n = f.local(Type.i32);
        return [Array.from({ length: turns }, () => n.set(i32.add(n.get, i32.const(1)))), n.get];
      });
      assert.equal(run(), turns);
    }
  });

  test('makes functions that give nothing, with no memory and no import', () => {
    assert.equal(assembled(null, () => [])(), undefined);
  });
});
