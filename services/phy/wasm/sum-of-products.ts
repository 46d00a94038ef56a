import { range } from '../topology.ts';
import {
  count,
  f64x2,
  FunctionCode,
  i32,
  repeat,
  Type,
  when,
  type At,
  type Code,
  type Local,
} from './assembler.ts';
import { COMPLEX } from './complex.ts';
import { Tile, TILE } from './tile.ts';

/** How a matrix lies: its memory, and bytes from one row, or column, to the next. */
export interface Layout {
  memory: number;
  row: number;
  column: number;
}

/** A matrix of so many columns that lies rows first. */
export const rowsFirst = (memory: number, columns: number): Layout => ({
  memory,
  row: COMPLEX * columns,
  column: COMPLEX,
});

/** The transpose of a matrix that lies so. */
export const transposed = ({ memory, row, column }: Layout): Layout => ({ memory, row: column, column: row });

/** C = sum of A B^H where B is conjugated, conj(A) B^T where A is; A [m, n], B [p, n], C [m, p]. */
export interface SumOfProducts {
  m: number;
  n: number;
  p: number;
  A: Layout;
  B: Layout;
  C: Layout;
  conjugated: 'A' | 'B';
}

/** Above this many columns of A and B they are taken in a loop. */
const UNROLLED = 8;

/**
 * `kernel(plan, turns)` takes a {@link SumOfProducts} for each turn of the plan: C, number of products, then A and B
 * of each [bytes].
 *
 * @param plans number of the plans' memory
 */
export function sumOfProducts(plans: number, init: SumOfProducts): FunctionCode {
  const { m, n, p, A, B, C, conjugated } = init;
  const f = new FunctionCode();
  const [plan, turns] = range(2).map(() => f.parameter(Type.i32));
  const [turn, out, next, end, i, j, k] = range(7).map(() => f.local(Type.i32));
  const [a, b, c, rowsOfA, rowsOfB] = range(5).map(() => f.local(Type.i32));
  const tile = new Tile(f);
  const word = (offset: number) => i32.load({ memory: plans, address: next.get, offset });
  const numbers = ({ memory, row, column }: Layout, address: Code, count: number, at: number): At[] =>
    range(count).map((r) => ({ memory, address, offset: r * row + at * column }));

  const tileOf = (rows: number, columns: number): Code => {
    const add = (at: number) => tile.add(numbers(A, a.get, rows, at), numbers(B, b.get, columns, at));
    const product = [
      a.set(i32.add(word(0), rowsOfA.get)),
      b.set(i32.add(word(4), rowsOfB.get)),
      n <= UNROLLED
        ? range(n).map(add)
        : count(k, i32.const(0), i32.const(n), [
            add(0),
            a.set(i32.add(a.get, i32.const(A.column))),
            b.set(i32.add(b.get, i32.const(B.column))),
          ]),
      next.set(i32.add(next.get, i32.const(8))),
    ];
    const more = i32.lt(next.get, end.get);
    return [
      next.set(i32.add(plan.get, i32.const(8))),
      tile.clear(),
      when(more, repeat(product, more)),
      c.set(i32.add(out.get, i32.add(i32.mul(i.get, i32.const(C.row)), i32.mul(j.get, i32.const(C.column))))),
      range(rows).map((r) =>
        range(columns).map((s) =>
          f64x2.store(
            { memory: C.memory, address: c.get, offset: r * C.row + s * C.column },
            tile.sum(r, s, conjugated),
          ),
        ),
      ),
    ];
  };
  const tilesAlong = (size: number, number: Local, code: (count: number) => Code): Code => [
    count(number, i32.const(0), i32.const(size - (size % TILE)), code(TILE), TILE),
    size % TILE > 0 ? [number.set(i32.const(size - 1)), code(1)] : [],
  ];
  f.body = count(turn, i32.const(0), turns.get, [
    next.set(plan.get),
    out.set(word(0)),
    end.set(i32.add(plan.get, i32.add(i32.const(8), i32.shl(word(4), i32.const(3))))),
    tilesAlong(m, i, (rows) => [
      rowsOfA.set(i32.mul(i.get, i32.const(A.row))),
      tilesAlong(p, j, (columns) => [rowsOfB.set(i32.mul(j.get, i32.const(B.row))), tileOf(rows, columns)]),
    ]),
    plan.set(end.get),
  ]);
  return f;
}
