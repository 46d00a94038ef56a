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
  type At,
  type Code,
  type Local,
} from './assembler.ts';
import { COMPLEX, conjugate, imaginary, registers } from './complex.ts';

const MOST_SWEEPS = 40;

/** Above this order a sweep, written out, outgrows what the compiler optimises. */
export const LARGEST_ORDER = 8;

/**
 * `decompose(M, D, lambda, matrices)`: M = D diag(lambda) D^H of Hermitian matrices of order n that stand one
 * after the other, lambda ascending; M is spoilt. The Jacobi rotations of {@link HermitianEigen}, all of a
 * sweep written out.
 */
export function decompose(n: number, memory: number): FunctionCode {
  const f = new FunctionCode();
  const [M, D, lambda, matrices] = range(4).map(() => f.parameter(Type.i32));
  const [turn, sweep, place] = range(3).map(() => f.local(Type.i32));
  const [tolerance, off, least, negligible] = range(4).map(() => f.local(Type.f64));
  const inM = (i: number, j: number): At => ({ memory, address: M.get, offset: COMPLEX * (i * n + j) });
  const inD = (i: number, j: number): At => ({ memory, address: D.get, offset: COMPLEX * (i * n + j) });
  const value = (i: number): At => ({ memory, address: lambda.get, offset: 8 * i });
  const pairs = tournament(n);
  const rotation = new Rotation(f, negligible);

  const squares = (at: At) =>
    [at, imaginary(at)]
      .map((part) => f64.mul(f64.load(part), f64.load(part)))
      .reduce((a, b) => f64.add(a, b));
  const offDiagonal = pairs.map(([p, q]) => off.set(f64.add(off.get, squares(inM(p, q)))));
  const diagonal = range(n).map((i) => tolerance.set(f64.add(tolerance.get, squares(inM(i, i)))));
  const sweeps = [
    sweep.set(i32.const(0)),
    repeat(
      [
        pairs.map(([p, q]) => rotation.code(n, p, q, inM, inD)),
        sweep.set(i32.add(sweep.get, i32.const(1))),
        off.set(f64.const(0)),
        offDiagonal,
      ],
      i32.and(f64.lt(tolerance.get, off.get), i32.lt(sweep.get, i32.const(MOST_SWEEPS))),
    ),
  ];
  // Selection: the least of what is left comes next, with its column of D.
  const column = (i: Code): Code => i32.add(D.get, i32.shl(i, i32.const(4)));
  const eigenvalue = (i: Code): At => ({ memory, address: i32.add(lambda.get, i32.shl(i, i32.const(3))) });
  const [x, y] = registers(f, 2);
  const sort = range(n - 1).map((i) => [
    place.set(i32.const(i)),
    least.set(f64.load(value(i))),
    range(n - i - 1).map((m) =>
      when(f64.lt(f64.load(value(i + 1 + m)), least.get), [
        place.set(i32.const(i + 1 + m)),
        least.set(f64.load(value(i + 1 + m))),
      ]),
    ),
    when(i32.xor(place.get, i32.const(i)), [
      f64.store(eigenvalue(place.get), f64.load(value(i))),
      f64.store(value(i), least.get),
      range(n).map((row) => {
        const other: At = { memory, address: column(place.get), offset: COMPLEX * row * n };
        return [
          x.set(f64x2.load(inD(row, i))),
          y.set(f64x2.load(other)),
          f64x2.store(inD(row, i), y.get),
          f64x2.store(other, x.get),
        ];
      }),
    ]),
  ]);
  f.body = count(turn, i32.const(0), matrices.get, [
    range(n).map((i) => range(n).map((j) => f64x2.store(inD(i, j), f64x2.const(i === j ? 1 : 0, 0)))),
    tolerance.set(f64.const(0)),
    off.set(f64.const(0)),
    diagonal,
    offDiagonal,
    tolerance.set(f64.mul(f64.const(1e-32), f64.add(tolerance.get, f64.mul(f64.const(2), off.get)))),
    // Entries that would be within the tolerance all together stay: the last sweep turns few.
    negligible.set(f64.mul(f64.const(4 / Math.max(1, pairs.length)), tolerance.get)),
    when(f64.lt(tolerance.get, off.get), sweeps),
    range(n).map((i) => f64.store(value(i), f64.load(inM(i, i)))),
    sort,
    [M, D].map((array) => array.set(i32.add(array.get, i32.const(COMPLEX * n * n)))),
    lambda.set(i32.add(lambda.get, i32.const(8 * n))),
  ]);
  return f;
}

type Entry = (i: number, j: number) => At;

/** Zeroes M[p, q] by a unitary rotation of columns and rows p and q, and turns the columns of D with it. */
class Rotation {
  private readonly negligible: Local;
  private readonly scalars: Local[];
  private readonly vectors: Local[];

  /** @param negligible four times the square of an entry that is left as it is */
  constructor(f: FunctionCode, negligible: Local) {
    this.negligible = negligible;
    this.scalars = range(7).map(() => f.local(Type.f64));
    this.vectors = registers(f, 7);
  }

  code(n: number, p: number, q: number, M: Entry, D: Entry): Code {
    const [re, im, square, d, u, q1, shift] = this.scalars;
    const [cos, sinRe, sinIm, x, y, newX, newY] = this.vectors;
    // With u = |d| + sqrt(d^2 + 4 |m|^2): tan = 2 sign(d) |m| / u, cos = u / sqrt(u^2 + 4 |m|^2).
    const angle = [
      d.set(f64.sub(f64.load(M(q, q)), f64.load(M(p, p)))),
      u.set(f64.add(f64.abs(d.get), f64.sqrt(f64.add(f64.mul(d.get, d.get), square.get)))),
      q1.set(f64.div(f64.const(1), f64.sqrt(f64.add(f64.mul(u.get, u.get), square.get)))),
      shift.set(f64.copysign(f64.div(f64.mul(f64.const(0.5), square.get), u.get), d.get)),
      cos.set(f64x2.splat(f64.mul(u.get, q1.get))),
      q1.set(f64.copysign(f64.mul(f64.const(2), q1.get), d.get)),
      sinRe.set(f64x2.splat(f64.mul(re.get, q1.get))),
      sinIm.set(f64x2.splat(f64.mul(im.get, q1.get))),
      sinIm.set(f64x2.xor(sinIm.get, f64x2.const(-0, 0))),
    ];
    // x' = cos x - conj(sin) y, y' = cos y + sin x, with sin of the phase of M[p, q].
    const turn = (i: number, E: Entry) => [
      x.set(f64x2.load(E(i, p))),
      y.set(f64x2.load(E(i, q))),
      newX.set(
        f64x2.add(
          f64x2.sub(f64x2.mul(cos.get, x.get), f64x2.mul(sinRe.get, y.get)),
          f64x2.mul(sinIm.get, f64x2.swap(y)),
        ),
      ),
      newY.set(
        f64x2.add(
          f64x2.add(f64x2.mul(cos.get, y.get), f64x2.mul(sinRe.get, x.get)),
          f64x2.mul(sinIm.get, f64x2.swap(x)),
        ),
      ),
      f64x2.store(E(i, p), newX.get),
      f64x2.store(E(i, q), newY.get),
    ];
    const others = range(n).filter((i) => i !== p && i !== q);
    return [
      re.set(f64.load(M(p, q))),
      im.set(f64.load(imaginary(M(p, q)))),
      square.set(f64.mul(f64.const(4), f64.add(f64.mul(re.get, re.get), f64.mul(im.get, im.get)))),
      when(f64.lt(this.negligible.get, square.get), [
        angle,
        others.map((i) => [
          turn(i, M),
          f64x2.store(M(p, i), conjugate(newX.get)),
          f64x2.store(M(q, i), conjugate(newY.get)),
        ]),
        f64.store(M(p, p), f64.sub(f64.load(M(p, p)), shift.get)),
        f64.store(M(q, q), f64.add(f64.load(M(q, q)), shift.get)),
        [M(p, q), M(q, p)].map((at) => f64x2.store(at, f64x2.const(0, 0))),
        range(n).map((i) => turn(i, D)),
      ]),
    ];
  }
}

/**
 * All pairs p < q, in rounds in which each number stands once: rotations of one round do not wait for each
 * other's roots and quotients.
 */
export function tournament(n: number): readonly (readonly [p: number, q: number])[] {
  const even = n + (n % 2);
  const pairs: [number, number][] = [];
  for (let round = 0; round < even - 1; round++) {
    for (let m = 0; m < even / 2; m++) {
      const a = m === 0 ? even - 1 : (round + m) % (even - 1);
      const b = (round + even - 1 - m) % (even - 1);
      if (Math.max(a, b) < n) pairs.push([Math.min(a, b), Math.max(a, b)]);
    }
  }
  return pairs;
}
