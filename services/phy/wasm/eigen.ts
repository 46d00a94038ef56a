import { range } from '../topology.ts';
import {
  count,
  f64,
  f64x2,
  FunctionCode,
  i32,
  repeat,
  Type,
  v128,
  when,
  type At,
  type Code,
  type Local,
} from './assembler.ts';
import { COMPLEX, entry, registers } from './complex.ts';

const MOST_SWEEPS = 40;

/** Above this order a sweep, written out, outgrows what the compiler optimises. */
export const LARGEST_ORDER = 8;

/**
 * `decompose(M, D, lambda, pairs)`: M = D diag(lambda) D^H of Hermitian matrices of order n that stand one
 * after the other, lambda ascending; M is spoilt. The Jacobi rotations of {@link HermitianEigen}, all of a
 * sweep written out.
 *
 * Two matrices are turned at once, one in each half of a register: roots and quotients, which a rotation
 * waits for longest, take no longer for two. What becomes of a matrix does not hang on the one beside it.
 */
export function decompose(n: number, memory: number): FunctionCode {
  const f = new FunctionCode();
  const [M, D, lambda, matrixPairs] = range(4).map(() => f.parameter(Type.i32));
  const [turn, sweep] = range(2).map(() => f.local(Type.i32));
  const [tolerance, off, negligible, unfinished] = registers(f, 4);
  const inM = new Entries(memory, M, n, { isHermitian: true });
  const inD = new Entries(memory, D, n);
  const rounds = tournament(n);
  const pairs = rounds.flat();
  const rotations = range(Math.floor(n / 2)).map(() => new Rotation(f, { negligible, unfinished }));

  const addSquares = (sum: Local, i: number, j: number, parts: readonly Part[]) =>
    parts.map((part) => {
      const x = f64x2.load(inM.at(part, i, j));
      return sum.set(f64x2.addProduct(sum.get, x, x));
    });
  const offDiagonal = [off.set(half(0)), pairs.map(([p, q]) => addSquares(off, p, q, ['re', 'im']))];
  const isFinished = [
    offDiagonal,
    unfinished.set(v128.and(unfinished.get, f64x2.lt(tolerance.get, off.get))),
  ];
  f.body = count(turn, i32.const(0), matrixPairs.get, [
    inM.exchange(f),
    range(n).map((i) =>
      range(n).map((j) => [
        f64x2.store(inD.at('re', i, j), half(i === j ? 1 : 0)),
        f64x2.store(inD.at('im', i, j), half(0)),
      ]),
    ),
    tolerance.set(half(0)),
    range(n).map((i) => addSquares(tolerance, i, i, ['re'])),
    offDiagonal,
    tolerance.set(f64x2.mul(half(1e-32), f64x2.addProduct(tolerance.get, half(2), off.get))),
    // Entries that would be within the tolerance all together stay: the last sweep turns few.
    negligible.set(f64x2.mul(half(4 / Math.max(1, pairs.length)), tolerance.get)),
    unfinished.set(f64x2.lt(tolerance.get, off.get)),
    sweep.set(i32.const(0)),
    when(
      v128.any(unfinished.get),
      repeat(
        [
          rounds.map((round) => turnRound(round, rotations, inM, inD)),
          sweep.set(i32.add(sweep.get, i32.const(1))),
          isFinished,
        ],
        i32.and(v128.any(unfinished.get), i32.lt(sweep.get, i32.const(MOST_SWEEPS))),
      ),
    ),
    inD.exchange(f),
    range(n).map((i) => {
      const both = f64x2.load(inM.at('re', i, i));
      return [0, 1].map((half) =>
        f64.store({ memory, address: lambda.get, offset: 8 * (half * n + i) }, f64.lane(both, half as 0 | 1)),
      );
    }),
    sortTwice(f, n, { memory, D, lambda }),
    M.set(i32.add(M.get, i32.const(2 * COMPLEX * n * n))),
  ]);
  return f;
}

type Part = 're' | 'im';

/**
 * The entries of two n x n matrices that stand one after the other, once `exchange` has put the real parts of both
 * where the first has its complex numbers, and the imaginary parts where the second has them.
 */
class Entries {
  readonly n: number;
  private readonly memory: number;
  private readonly address: Local;
  private readonly isHermitian: boolean;

  /** @param isHermitian only entries on and above the diagonal are kept */
  constructor(memory: number, address: Local, n: number, { isHermitian = false } = {}) {
    this.memory = memory;
    this.address = address;
    this.n = n;
    this.isHermitian = isHermitian;
  }

  at(part: Part, i: number, j: number): At {
    const { memory, address, n } = this;
    const [row, column] = this.isMirrored(i, j) ? [j, i] : [i, j];
    const offset = part === 're' ? 0 : COMPLEX * n * n;
    return entry({ memory, address: address.get, columns: n, offset }, row, column);
  }

  /** Whether [i, j] is kept as the conjugate of what it is. */
  isMirrored(i: number, j: number): boolean {
    return this.isHermitian && i > j;
  }

  /** Exchanges the upper halves of the first registers with the lower ones of the second: pairs, or undoes it. */
  exchange(f: FunctionCode): Code {
    const [x, y] = registers(f, 2);
    return range(this.n).map((i) =>
      range(this.n).map((j) => {
        const [first, second] = (['re', 'im'] as const).map((part) => this.at(part, i, j));
        if (this.isMirrored(i, j)) return [];
        return [
          x.set(f64x2.load(first)),
          y.set(f64x2.load(second)),
          f64x2.store(first, f64x2.lows(x.get, y.get)),
          f64x2.store(second, f64x2.highs(x.get, y.get)),
        ];
      }),
    );
  }
}

/** All rotations of a round; where no half has anything to turn, none. */
function turnRound(round: Round, rotations: readonly Rotation[], M: Entries, D: Entries): Code {
  const used = round.map(([p, q], n) => [rotations[n], p, q] as const);
  const any = used.map(([{ turned }]) => turned.get).reduce((a, b) => v128.or(a, b));
  return [
    used.map(([rotation, p, q]) => rotation.look(p, q, M)),
    when(v128.any(any), [
      // Their roots and quotients at the same time.
      used.map(([rotation, p, q]) => rotation.angle(p, q, M)),
      used.map(([rotation, p, q]) => rotation.apply(p, q, M, D)),
    ]),
  ];
}

/** Zeroes M[p, q] by a unitary rotation of columns and rows p and q, and turns the columns of D with it. */
class Rotation {
  /** Halves that are turned. */
  readonly turned: Local;
  private readonly negligible: Local;
  private readonly unfinished: Local;
  private readonly entry: Local[];
  private readonly work: Local[];
  private readonly sine: Local[];
  private readonly columns: Local[];

  /**
   * @param negligible four times the square of an entry that is left as it is
   * @param unfinished halves whose matrix is to be turned
   */
  constructor(f: FunctionCode, { negligible, unfinished }: { negligible: Local; unfinished: Local }) {
    this.negligible = negligible;
    this.unfinished = unfinished;
    this.turned = f.local(Type.v128);
    this.entry = registers(f, 3);
    this.work = registers(f, 4);
    this.sine = registers(f, 3);
    this.columns = registers(f, 4);
  }

  /** Reads M[p, q]. */
  look(p: number, q: number, M: Entries): Code {
    const [re, im, square] = this.entry;
    return [
      re.set(f64x2.load(M.at('re', p, q))),
      im.set(f64x2.load(M.at('im', p, q))),
      square.set(f64x2.mul(half(4), f64x2.addProduct(f64x2.mul(re.get, re.get), im.get, im.get))),
      this.turned.set(v128.and(this.unfinished.get, f64x2.lt(this.negligible.get, square.get))),
    ];
  }

  /** With u = |d| + sqrt(d^2 + 4 |m|^2): tan = 2 sign(d) |m| / u, cos = u / sqrt(u^2 + 4 |m|^2). */
  angle(p: number, q: number, M: Entries): Code {
    const [re, im, square] = this.entry;
    const [d, u, scale, shift] = this.work;
    const [cos, sinRe, sinIm] = this.sine;
    const { turned } = this;
    const signed = (x: Code) => v128.or(x, v128.and(d.get, half(-0)));
    const kept = (x: Code) => v128.and(turned.get, x);
    return [
      d.set(f64x2.sub(f64x2.load(M.at('re', q, q)), f64x2.load(M.at('re', p, p)))),
      u.set(f64x2.add(f64x2.abs(d.get), f64x2.sqrt(f64x2.addProduct(square.get, d.get, d.get)))),
      scale.set(f64x2.div(half(1), f64x2.sqrt(f64x2.addProduct(square.get, u.get, u.get)))),
      shift.set(kept(signed(f64x2.div(f64x2.mul(half(0.5), square.get), u.get)))),
      // A half that is not turned has cos = 1 and sin = 0.
      cos.set(v128.select(f64x2.mul(u.get, scale.get), half(1), turned.get)),
      scale.set(kept(signed(f64x2.mul(half(2), scale.get)))),
      sinRe.set(f64x2.mul(re.get, scale.get)),
      sinIm.set(f64x2.mul(im.get, scale.get)),
    ];
  }

  apply(p: number, q: number, M: Entries, D: Entries): Code {
    const shift = this.work[3];
    const [pp, qq] = [M.at('re', p, p), M.at('re', q, q)];
    const others = range(M.n).filter((i) => i !== p && i !== q);
    return [
      others.map((i) => this.turn(i, p, q, M)),
      f64x2.store(pp, f64x2.sub(f64x2.load(pp), shift.get)),
      f64x2.store(qq, f64x2.add(f64x2.load(qq), shift.get)),
      (['re', 'im'] as const).map((part) => {
        const at = M.at(part, p, q);
        return f64x2.store(at, v128.andNot(f64x2.load(at), this.turned.get));
      }),
      range(D.n).map((i) => this.turn(i, p, q, D)),
    ];
  }

  /** Row i: x' = cos x - conj(sin) y, y' = cos y + sin x, with sin of the phase of M[p, q]. */
  private turn(i: number, p: number, q: number, E: Entries): Code {
    const [cos, sinRe, sinIm] = this.sine;
    const [xRe, xIm, yRe, yIm] = this.columns;
    const places = [E.at('re', i, p), E.at('im', i, p), E.at('re', i, q), E.at('im', i, q)];
    const [mirroredX, mirroredY] = [E.isMirrored(i, p), E.isMirrored(i, q)];
    // c + a b, or c - a b where one of the factors, or what becomes of the sum, is kept with the other sign.
    const add = (c: Code, a: Local, b: Local, ...turns: boolean[]) =>
      turns.filter(Boolean).length % 2 === 0
        ? f64x2.addProduct(c, a.get, b.get)
        : f64x2.subProduct(c, a.get, b.get);
    const times = (z: Local) => f64x2.mul(cos.get, z.get);
    const values = [
      add(add(times(xRe), sinRe, yRe, true), sinIm, yIm, true, mirroredY),
      add(add(times(xIm), sinRe, yIm, true, mirroredX, mirroredY), sinIm, yRe, mirroredX),
      add(add(times(yRe), sinRe, xRe), sinIm, xIm, true, mirroredX),
      add(add(times(yIm), sinRe, xIm, mirroredX, mirroredY), sinIm, xRe, mirroredY),
    ];
    return [
      this.columns.map((column, n) => column.set(f64x2.load(places[n]))),
      values.map((value, n) => f64x2.store(places[n], value)),
    ];
  }
}

/** Of two matrices one after the other: by selection, the least of what is left comes next, with its column of D. */
function sortTwice(
  f: FunctionCode,
  n: number,
  { memory, D, lambda }: { memory: number; D: Local; lambda: Local },
): Code {
  const [matrix, place] = range(2).map(() => f.local(Type.i32));
  const least = f.local(Type.f64);
  const [x, y] = registers(f, 2);
  const value = (i: number): At => ({ memory, address: lambda.get, offset: 8 * i });
  const valueAt = (i: Code): At => ({ memory, address: i32.add(lambda.get, i32.shl(i, i32.const(3))) });
  const exchange = (i: number, row: number) => {
    const one: At = { memory, address: D.get, offset: COMPLEX * (row * n + i) };
    const address = i32.add(D.get, i32.shl(place.get, i32.const(4)));
    const other: At = { memory, address, offset: COMPLEX * row * n };
    return [
      x.set(f64x2.load(one)),
      y.set(f64x2.load(other)),
      f64x2.store(one, y.get),
      f64x2.store(other, x.get),
    ];
  };
  return count(matrix, i32.const(0), i32.const(2), [
    range(n - 1).map((i) => [
      place.set(i32.const(i)),
      least.set(f64.load(value(i))),
      range(n - i - 1).map((m) =>
        when(f64.lt(f64.load(value(i + 1 + m)), least.get), [
          place.set(i32.const(i + 1 + m)),
          least.set(f64.load(value(i + 1 + m))),
        ]),
      ),
      when(i32.xor(place.get, i32.const(i)), [
        f64.store(valueAt(place.get), f64.load(value(i))),
        f64.store(value(i), least.get),
        range(n).map((row) => exchange(i, row)),
      ]),
    ]),
    D.set(i32.add(D.get, i32.const(COMPLEX * n * n))),
    lambda.set(i32.add(lambda.get, i32.const(8 * n))),
  ]);
}

type Round = readonly (readonly [p: number, q: number])[];

/**
 * All pairs p < q, in rounds in which each number stands at most once: rotations of one round do not wait for
 * each other.
 */
export function tournament(n: number): readonly Round[] {
  const even = n + (n % 2);
  const rounds = range(even - 1).map((round) =>
    range(even / 2)
      .map((m): [number, number] => {
        const a = m === 0 ? even - 1 : (round + m) % (even - 1);
        const b = (round + even - 1 - m) % (even - 1);
        return [Math.min(a, b), Math.max(a, b)];
      })
      .filter(([, q]) => q < n),
  );
  return rounds.filter(({ length }) => length > 0);
}

/** The same number in both halves. */
const half = (x: number) => f64x2.const(x, x);
