import { count, f64x2, i32, Local, Type, v128, type At, type Code, type FunctionCode } from './assembler.ts';

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

/** Number of a row or column: written into the code, or in a local at run time. */
export type Index = number | Local;

/** The place of M[i, j]. */
export function entry({ memory, address, columns, offset = 0 }: Matrix, i: Index, j: Index): At {
  const rows = scaled(i, COMPLEX * columns);
  const steps = scaled(j, COMPLEX);
  return {
    memory,
    address: [rows.code, steps.code].reduce<Code>(
      (sum, code) => (code === null ? sum : i32.add(sum, code)),
      address,
    ),
    offset: offset + rows.bytes + steps.bytes,
  };
}

function scaled(index: Index, bytes: number): { code: Code | null; bytes: number } {
  return index instanceof Local
    ? { code: i32.mul(index.get, i32.const(bytes)), bytes: 0 }
    : { code: null, bytes: index * bytes };
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
export const timesI = (z: Local): Code => v128.xor(f64x2.swap(z), NEGATE_RE);

/** The conjugate of z; i times it is z with its halves swapped. */
export const conjugate = (z: Code): Code => v128.xor(z, NEGATE_IM);

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
  A: (i: Index, k: number) => At;
  /** Takes the conjugate of every A[i, k]; with A's indices turned round that is A^H. */
  conjugateA?: boolean;
  /** Value of B[k, j]. */
  B: (k: number, j: number) => Code;
  /** What C[i, j] starts from; zero if not given. */
  from?: (i: Index, j: number) => Code;
  /** C is Hermitian: C[i, j] with j < i need not be computed. */
  upper?: boolean;
  /** What becomes of C[i, j]. */
  into: (i: Index, j: number, value: Code) => Code;
}

/** Above this many multiplications a product's rows are taken in a loop: written out it would outgrow the compiler. */
export const LARGEST_PRODUCT = 256;

/** Writes {@link Product}s out with the same registers. */
export class Multiplier {
  private readonly f: FunctionCode;
  private readonly z: Local[] = [];
  private readonly turned: Local[] = [];
  private readonly sums: Local[] = [];
  private readonly re: Local;
  private readonly im: Local;
  private readonly row: Local;

  constructor(f: FunctionCode) {
    this.f = f;
    this.row = f.local(Type.i32);
    [this.re, this.im] = registers(f, 2);
  }

  code(product: Product): Code {
    const { m, n, p, B } = product;
    const z = this.enough(this.z, n * p);
    const turned = this.enough(this.turned, n * p);
    const code: Code[] = [];
    for (let k = 0; k < n; k++) {
      for (let j = 0; j < p; j++) {
        const at = k * p + j;
        code.push(z[at].set(B(k, j)), turned[at].set(timesI(z[at])));
      }
    }
    if (m * n * p > LARGEST_PRODUCT)
      code.push(count(this.row, i32.const(0), i32.const(m), this.rowCode(product, this.row, 0)));
    else for (let i = 0; i < m; i++) code.push(this.rowCode(product, i, product.upper === true ? i : 0));
    return code;
  }

  /** Row i of C from column `first` on. */
  private rowCode({ n, p, A, conjugateA = false, from, into }: Product, i: Index, first: number): Code {
    const { re, im, z, turned } = this;
    const sums = this.enough(this.sums, p);
    const addImaginary = conjugateA ? f64x2.subProduct : f64x2.addProduct;
    const code: Code[] = [];
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
    return code;
  }

  private enough(pool: Local[], count: number): Local[] {
    if (pool.length < count) pool.push(...registers(this.f, count - pool.length));
    return pool;
  }
}
