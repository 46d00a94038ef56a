import { f64x2, type At, type Code, type FunctionCode, type Local, Type } from './assembler.ts';

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
export const conjugate = (z: Local): Code => f64x2.xor(z.get, NEGATE_IM);

/** Sum of terms from left to right, as the compiler of JavaScript adds them. */
export function sum(terms: readonly Code[]): Code {
  return terms.reduce((left, right) => f64x2.add(left, right));
}

/** A register for each of `count` complex numbers. */
export function registers(f: FunctionCode, count: number): Local[] {
  return Array.from({ length: count }, () => f.local(Type.v128));
}
