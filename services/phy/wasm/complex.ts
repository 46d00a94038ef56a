import { f64x2, Type, type At, type Code, type FunctionCode, type Local } from './assembler.ts';

/** Bytes of a complex number. */
export const COMPLEX = 16;

/** Where matrix M stands: its memory, the address of its first number, and how many numbers a row has. */
export interface Matrix {
  memory: number;
  address: Code;
  columns: number;
  /** Constant on top of the address [bytes]. */
  offset?: number;
}

/** The place of M[i, j]. */
export function entry({ memory, address, columns, offset = 0 }: Matrix, i: number, j: number): At {
  return { memory, address, offset: offset + COMPLEX * (i * columns + j) };
}

/** The place of the imaginary part of the number at `at`. */
export function imaginary(at: At): At {
  return { ...at, offset: (at.offset ?? 0) + COMPLEX / 2 };
}

/** A register (x, x) with the real part of the number at `at`, or with its imaginary part. */
export const splatRe = (at: At): Code => f64x2.loadSplat(at);
export const splatIm = (at: At): Code => f64x2.loadSplat(imaginary(at));

const NEGATE_RE = f64x2.const(-0, 0);
const NEGATE_IM = f64x2.const(0, -0);

/** i z. */
export const timesI = (z: Local): Code => f64x2.xor(f64x2.swap(z), NEGATE_RE);

/** The conjugate of z; i times it is z with its halves swapped. */
export const conjugate = (z: Code): Code => f64x2.xor(z, NEGATE_IM);

/** A register for each of `count` complex numbers. */
export function registers(f: FunctionCode, count: number): Local[] {
  return Array.from({ length: count }, () => f.local(Type.v128));
}

/** A product of small matrices, written out: C = A B or C += A B, with A [m, n] and B [n, p]. */
export interface Product {
  m: number;
  n: number;
  p: number;
  /** A[i, k]. */
  A: (i: number, k: number) => At;
  /** Takes the conjugate of every A[i, k]; with A's indices turned round that is A^H. */
  conjugateA?: boolean;
  /** Value of B[k, j]. */
  B: (k: number, j: number) => Code;
  /** What C[i, j] starts from; zero if not given. */
  from?: (i: number, j: number) => Code;
  /** Only C[i, j] with j >= i. */
  upper?: boolean;
  /** What becomes of C[i, j]. */
  into: (i: number, j: number, value: Code) => Code;
}

/** Writes {@link Product}s out with the same registers. */
export class Multiplier {
  private readonly f: FunctionCode;
  private readonly z: Local[] = [];
  private readonly turned: Local[] = [];
  private readonly sums: Local[] = [];
  private readonly re: Local;
  private readonly im: Local;

  constructor(f: FunctionCode) {
    this.f = f;
    [this.re, this.im] = registers(f, 2);
  }

  code({ m, n, p, A, conjugateA = false, B, from, upper = false, into }: Product): Code {
    const { re, im } = this;
    const z = this.enough(this.z, n * p);
    const turned = this.enough(this.turned, n * p);
    const sums = this.enough(this.sums, p);
    const addImaginary = conjugateA ? f64x2.subProduct : f64x2.addProduct;
    const code: Code[] = [];
    for (let k = 0; k < n; k++) {
      for (let j = 0; j < p; j++) {
        const at = k * p + j;
        code.push(z[at].set(B(k, j)), turned[at].set(timesI(z[at])));
      }
    }
    for (let i = 0; i < m; i++) {
      const first = upper ? i : 0;
      for (let k = 0; k < n; k++) {
        code.push(re.set(splatRe(A(i, k))), im.set(splatIm(A(i, k))));
        for (let j = first; j < p; j++) {
          const start = from?.(i, j);
          const [x, y] = [z[k * p + j].get, turned[k * p + j].get];
          const before = k > 0 ? sums[j].get : start;
          const real = before === undefined ? f64x2.mul(re.get, x) : f64x2.addProduct(before, re.get, x);
          code.push(sums[j].set(addImaginary(real, im.get, y)));
        }
      }
      for (let j = first; j < p; j++) code.push(into(i, j, sums[j].get));
    }
    return code;
  }

  private enough(pool: Local[], count: number): Local[] {
    if (pool.length < count) pool.push(...registers(this.f, count - pool.length));
    return pool;
  }
}
