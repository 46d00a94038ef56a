import { range } from '../topology.ts';
import { count, f64x2, FunctionCode, i32, Type, type Code, type Local } from './assembler.ts';
import { COMPLEX, conjugate, entry, registers, splatIm, splatRe, timesI } from './complex.ts';
import { Tile, TILE } from './tile.ts';

const STEP = TILE * COMPLEX;

/**
 * `invert(L, N, n)`: N = L^-H of the L of `factor`, upper triangle, then the inverse of A + lambda I, N N^H, over L. Both
 * have rows of `pitch` numbers; n is even.
 *
 * @param pitch complex numbers of a row
 */
export function invert(pitch: number): FunctionCode {
  const f = new FunctionCode();
  const bytes = COMPLEX * pitch;
  const [L, N, n] = range(3).map(() => f.parameter(Type.i32));
  const [rowL, rowN, other, left, column, a, b, end, at, mirror] = range(10).map(() => f.local(Type.i32));
  const tile = new Tile(f);
  const place = ({ get }: Local, r: number, s: number) =>
    entry({ memory: 0, address: get, columns: pitch }, r, s);
  const next = i32.const(TILE * bytes);
  const width = i32.mul(n.get, i32.const(COMPLEX));
  const sum = (from: Local, fromOther: Local, first: Local, last: Code): Code => [
    a.set(i32.add(from.get, first.get)),
    b.set(i32.add(fromOther.get, first.get)),
    end.set(i32.add(fromOther.get, last)),
    tile.rows(a, b, end, bytes),
  ];

  // M = L^-1 tile by tile, M_ij = -D_i sum over k of L_ik M_kj with D_i = L_ii^-1, which stands in its place.
  const [d00, d11, re, im, s0, s1] = registers(f, 6);
  const inDiagonal = (r: number, s: number) => place(at, r, s);
  const diagonal = [
    at.set(i32.add(rowL.get, left.get)),
    mirror.set(i32.add(rowN.get, left.get)),
    d00.set(f64x2.neg(splatRe(inDiagonal(0, 0)))),
    d11.set(f64x2.neg(splatRe(inDiagonal(1, 1)))),
    re.set(splatRe(inDiagonal(1, 0))),
    im.set(splatIm(inDiagonal(1, 0))),
    range(TILE).map((r) =>
      range(TILE).map((s) => f64x2.store(place(mirror, r, s), conjugate(f64x2.load(inDiagonal(s, r))))),
    ),
  ];
  const ofFactor = [
    sum(rowL, other, column, left.get),
    mirror.set(i32.add(other.get, left.get)),
    range(TILE).map((s) => [
      s0.set(tile.sum(0, s, 'B')),
      s1.set(f64x2.mul(d11.get, tile.sum(1, s, 'B'))),
      s1.set(f64x2.subProduct(s1.get, re.get, s0.get)),
      s1.set(f64x2.subProduct(s1.get, im.get, timesI(s0))),
      f64x2.store(place(mirror, s, 0), conjugate(f64x2.mul(d00.get, s0.get))),
      f64x2.store(place(mirror, s, 1), conjugate(s1.get)),
    ]),
    other.set(i32.add(other.get, next)),
  ];

  const ofInverse = [
    sum(rowN, other, left, width),
    at.set(i32.add(rowL.get, column.get)),
    mirror.set(i32.add(i32.add(L.get, i32.sub(other.get, N.get)), left.get)),
    range(TILE).map((r) =>
      range(TILE).map((s) => [
        s0.set(tile.sum(r, s, 'B')),
        f64x2.store(place(at, r, s), s0.get),
        f64x2.store(place(mirror, s, r), conjugate(s0.get)),
      ]),
    ),
    other.set(i32.add(other.get, next)),
  ];

  const eachRow = (first: Code, code: Code, last: Code): Code => [
    rowL.set(L.get),
    rowN.set(N.get),
    count(
      left,
      i32.const(0),
      width,
      [
        first,
        other.set(N.get),
        count(column, i32.const(0), last, code, STEP),
        [rowL, rowN].map((row) => row.set(i32.add(row.get, next))),
      ],
      STEP,
    ),
  ];
  f.body = [
    eachRow(diagonal, ofFactor, left.get),
    eachRow([], ofInverse, i32.add(left.get, i32.const(STEP))),
  ];
  return f;
}
