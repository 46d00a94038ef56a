import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Arena } from './arena.ts';
import { call, f64, FunctionCode, i32, Type } from './assembler.ts';
import { KernelModule, oncePerShape } from './module.ts';

/** `apply(from, to)`: the number at `from` of memory 0 goes through `turn` to `to` of memory 1. */
function applying(turn: (x: number) => number): KernelModule {
  const apply = new FunctionCode();
  const [from, to] = [apply.parameter(Type.i32), apply.parameter(Type.i32)];
  const turned = call(0, f64.load({ memory: 0, address: from.get }));
  apply.body = f64.store({ memory: 1, address: to.get }, turned);
  return new KernelModule({ apply }, { memories: 2, imports: { turn } });
}

test('kernels work on the memories that they are over, in their order', () => {
  const module = applying((x) => x + 0.25);
  const pairs = [1, 2].map((n) => {
    const [from, to] = [new Arena(64), new Arena(64)];
    const [source, target] = [from.float64(2), to.float64(4)];
    source[1] = n;
    return { source, target, apply: module.over([from.memory, to.memory])['apply'] };
  });
  for (const { apply, source, target } of pairs) apply(source.byteOffset + 8, target.byteOffset + 16);
  assert.deepEqual(
    pairs.map(({ target }) => [...target]),
    [
      [0, 0, 1.25, 0],
      [0, 0, 2.25, 0],
    ],
  );
  assert.deepEqual(
    pairs.map(({ source }) => [...source]),
    [
      [0, 1],
      [0, 2],
    ],
  );
});

test('one memory may stand in both places', () => {
  const arena = new Arena(64);
  const values = arena.float64(2);
  values[0] = 3;
  const { apply } = applying((x) => -x).over([arena.memory, arena.memory]);
  apply(values.byteOffset, values.byteOffset + 8);
  assert.deepEqual([...values], [3, -3]);
});

test('kernels do not run with a memory too few', () => {
  assert.throws(() => applying((x) => x).over([new Arena(1).memory]), /memory/);
});

test('a shape is made once, and no shape is taken for another', () => {
  const made: number[][] = [];
  const modules = oncePerShape((...shape) => {
    made.push(shape);
    const size = new FunctionCode();
    size.result = Type.i32;
    size.body = shape.reduce((sum, n) => i32.add(i32.mul(sum, i32.const(100)), i32.const(n)), i32.const(0));
    return new KernelModule({ size }, { memories: 0 });
  });
  const shapes = [[1, 12], [11, 2], [1, 1, 2], [12, 1], [112], []];
  const first = shapes.map((shape) => modules(...shape));
  assert.deepEqual(made, shapes);
  for (const [n, shape] of shapes.entries()) assert.equal(modules(...shape), first[n]);
  assert.equal(made.length, shapes.length);
  assert.equal(new Set(first).size, shapes.length);
  assert.deepEqual(
    first.map((module) => module.over([]).size()),
    [112, 1102, 10102, 1201, 112, 0],
  );
});
