import { range } from '../topology.ts';
import {
  count,
  f64,
  f64x2,
  FunctionCode,
  i32,
  repeat,
  Type,
  when,
  type Code,
  type Local,
} from './assembler.ts';
import { COMPLEX, entry, registers, splatIm, splatRe, timesI } from './complex.ts';
import { Tile, TILE } from './tile.ts';

const STEP = TILE * COMPLEX;

/**
 * `factor(A, n, rows, lambda)`: L of A + lambda I = L L^H over the lower triangle of A, and Y^H = B^H L^-H over the
 * B^H below it: rows 0 to n and n to `rows`, both even numbers. Each [2, 2] tile on the diagonal becomes its inverse.
 * 1 if A is positive definite, else 0.
 *
 * Column after column: what a tile waits for was done long ago, and the loops of a column are equally long.
 *
 * @param pitch complex numbers of a row
 */
export function factor(pitch: number): FunctionCode {
  const f = new FunctionCode();
  const [A, n, rows] = range(3).map(() => f.parameter(Type.i32));
  const lambda = f.parameter(Type.f64);
  const [top, left, row, end, bottom, a, b, tile, good] = range(9).map(() => f.local(Type.i32));
  const [first, second, x, y] = registers(f, 4);
  const [d00, d11, re, im] = registers(f, 4);
  const bytes = COMPLEX * pitch;
  const sums = new Tile(f);
  const at = (r: number, s: number) => entry({ memory: 0, address: tile.get, columns: pitch }, r, s);
  /** The tile at `row` less the products of what stands left of it and of the diagonal's. */
  const sumsOf = (of: Local): Code => [
    a.set(of.get),
    b.set(top.get),
    end.set(i32.add(top.get, left.get)),
    sums.rows(a, b, end, bytes),
    tile.set(i32.add(of.get, left.get)),
  ];
  const rest = (r: number, s: number) => f64x2.sub(f64x2.load(at(r, s)), sums.sum(r, s, 'B'));

  /** Lambda first: where it is lost in rounding, the pivot is to show it. */
  const loaded = (r: number) =>
    f64.sub(f64.add(f64.load(at(r, r)), lambda.get), f64.lane(sums.sum(r, r, 'B'), 0));
  const [pivot, root0, root1] = range(3).map(() => f.local(Type.f64));
  const positive = good.set(i32.and(good.get, f64.gt(pivot.get, f64.const(0))));
  const square = (z: Local) =>
    f64.add(f64.mul(f64.lane(z.get, 0), f64.lane(z.get, 0)), f64.mul(f64.lane(z.get, 1), f64.lane(z.get, 1)));
  const reciprocal = (value: Code) => f64.div(f64.const(1), f64.sqrt(value));
  const diagonal = [
    sumsOf(top),
    pivot.set(loaded(0)),
    positive,
    root0.set(reciprocal(pivot.get)),
    d00.set(f64x2.splat(root0.get)),
    x.set(f64x2.mul(rest(1, 0), d00.get)),
    pivot.set(f64.sub(loaded(1), square(x))),
    positive,
    root1.set(reciprocal(pivot.get)),
    d11.set(f64x2.splat(root1.get)),
    y.set(f64x2.neg(f64x2.mul(f64x2.mul(x.get, d00.get), d11.get))),
    f64x2.store(at(0, 0), f64x2.replaceHigh(d00.get, f64.const(0))),
    f64x2.store(at(0, 1), f64x2.const(0, 0)),
    f64x2.store(at(1, 0), y.get),
    f64x2.store(at(1, 1), f64x2.replaceHigh(d11.get, f64.const(0))),
    re.set(f64x2.splat(f64.lane(y.get, 0))),
    im.set(f64x2.splat(f64.lane(y.get, 1))),
  ];
  const below = [
    sumsOf(row),
    range(TILE).map((r) => [
      first.set(rest(r, 0)),
      second.set(f64x2.mul(rest(r, 1), d11.get)),
      f64x2.store(at(r, 0), f64x2.mul(first.get, d00.get)),
      f64x2.store(
        at(r, 1),
        f64x2.subProduct(f64x2.addProduct(second.get, re.get, first.get), im.get, timesI(first)),
      ),
    ]),
  ];
  const next = i32.const(TILE * bytes);
  f.body = [
    good.set(i32.const(1)),
    top.set(A.get),
    bottom.set(i32.add(A.get, i32.mul(rows.get, i32.const(bytes)))),
    count(
      left,
      i32.const(0),
      i32.mul(n.get, i32.const(COMPLEX)),
      [
        diagonal,
        count(row, i32.add(top.get, next), bottom.get, below, TILE * bytes),
        top.set(i32.add(top.get, next)),
      ],
      STEP,
    ),
    good.get,
  ];
  f.result = Type.i32;
  return f;
}

/** `substitute(A, n, rows)`: X^H = Y^H L^-1 over the Y^H of {@link factor}, which solves (A + lambda I) X = B. */
export function substitute(pitch: number): FunctionCode {
  const f = new FunctionCode();
  const [A, n, rows] = range(3).map(() => f.parameter(Type.i32));
  const [row, bottom, left, top, at, source, target] = range(7).map(() => f.local(Type.i32));
  const bytes = COMPLEX * pitch;
  const numbers = range(TILE * TILE);
  const [y, re, im] = [numbers, numbers, numbers].map(({ length }) => registers(f, length));
  const [z, turned] = registers(f, 2);
  const place = ({ get }: Local, r: number, s: number) =>
    entry({ memory: 0, address: get, columns: pitch }, r, s);
  const inDiagonal = (r: number, s: number) => place(source, r, s);
  const inX = (r: number, s: number) => place(target, r, s);

  // X_k = Y_k D_k, with the inverse D_k of the tile on the diagonal.
  const solved = range(TILE).map((r) => {
    const [y0, y1] = [y[TILE * r], y[TILE * r + 1]];
    const [d00, d10, d11] = [inDiagonal(0, 0), inDiagonal(1, 0), inDiagonal(1, 1)];
    return [
      y0.set(f64x2.load(inX(r, 0))),
      y1.set(f64x2.load(inX(r, 1))),
      y0.set(f64x2.mul(y0.get, splatRe(d00))),
      y0.set(f64x2.addProduct(y0.get, y1.get, splatRe(d10))),
      y0.set(f64x2.addProduct(y0.get, timesI(y1), splatIm(d10))),
      y1.set(f64x2.mul(y1.get, splatRe(d11))),
      [y0, y1].map((value, s) => [
        f64x2.store(inX(r, s), value.get),
        re[TILE * r + s].set(f64x2.splat(f64.lane(value.get, 0))),
        im[TILE * r + s].set(f64x2.splat(f64.lane(value.get, 1))),
      ]),
    ];
  });
  // Y_j -= X_k L_kj for all columns before k.
  const updates = [
    range(TILE).map((r) => y[r].set(f64x2.load(inX(r, 0)))),
    range(TILE).map((s) => [
      z.set(f64x2.load(inDiagonal(s, 0))),
      turned.set(timesI(z)),
      range(TILE).map((r) => {
        const real = f64x2.subProduct(y[r].get, re[TILE * r + s].get, z.get);
        return y[r].set(f64x2.subProduct(real, im[TILE * r + s].get, turned.get));
      }),
    ]),
    range(TILE).map((r) => f64x2.store(inX(r, 0), y[r].get)),
    source.set(i32.add(source.get, i32.const(COMPLEX))),
    target.set(i32.add(target.get, i32.const(COMPLEX))),
  ];
  const columns = repeat(
    [
      left.set(i32.sub(left.get, i32.const(STEP))),
      top.set(i32.sub(top.get, i32.const(TILE * bytes))),
      source.set(i32.add(top.get, left.get)),
      target.set(i32.add(row.get, left.get)),
      solved,
      source.set(top.get),
      target.set(row.get),
      at.set(i32.add(row.get, left.get)),
      when(i32.lt(target.get, at.get), repeat(updates, i32.lt(target.get, at.get))),
    ],
    left.get,
  );
  const height = i32.mul(n.get, i32.const(bytes));
  f.body = [
    bottom.set(i32.add(A.get, i32.mul(rows.get, i32.const(bytes)))),
    count(
      row,
      i32.add(A.get, height),
      bottom.get,
      [left.set(i32.mul(n.get, i32.const(COMPLEX))), top.set(i32.add(A.get, height)), columns],
      TILE * bytes,
    ),
  ];
  return f;
}
