import { build, complex, orthonormalBasis, scale, add, hermitian, type Matrix } from './matrix.ts';

/** Random inputs for tests: mulberry32 and Box-Muller, so that they do not hang on the generator under test. */
export class Source {
  private state: number;

  constructor(seed: number) {
    this.state = seed;
  }

  /** In [0, 1). */
  uniform(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  /** From `low` to `high`, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.uniform() * (high - low + 1));
  }

  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }

  /** 10 to a power between `low` and `high`. */
  decades(low: number, high: number): number {
    return 10 ** (low + (high - low) * this.uniform());
  }

  values(length: number, deviation = 1): Float64Array {
    return Float64Array.from({ length }, () => deviation * this.normal());
  }

  matrix(rows: number, columns: number, deviation = 1): Matrix {
    return build(rows, columns, () => complex(deviation * this.normal(), deviation * this.normal()));
  }

  hermitian(n: number): Matrix {
    const A = this.matrix(n, n);
    return scale(add(A, hermitian(A)), 0.5);
  }

  unitary(n: number): Matrix {
    return orthonormalBasis(this.matrix(n, n));
  }
}
