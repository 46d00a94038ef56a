import { range } from '../topology.ts';
import { f64x2, i32, repeat, when, type At, type Code, type FunctionCode, type Local } from './assembler.ts';
import { COMPLEX, conjugate, registers, splatIm, splatRe, timesI } from './complex.ts';

/** Rows and columns of a tile: its eight sums fill both multipliers of a core and stay in registers. */
export const TILE = 2;

/** `count` rounded up to whole tiles. */
export const wholeTiles = (count: number): number => TILE * Math.ceil(count / TILE);

/**
 * Sums over k of a[r, k] b[s, k] with one of the two conjugated, for r and s below {@link TILE}: what large products
 * are made of. Real and imaginary parts of a have sums of their own, so that i is multiplied by once, at the end.
 */
export class Tile {
  private readonly real: Local[];
  private readonly imaginary: Local[];
  private readonly b: Local[];
  private readonly part: Local;

  constructor(f: FunctionCode) {
    this.real = registers(f, TILE * TILE);
    this.imaginary = registers(f, TILE * TILE);
    this.b = registers(f, TILE);
    [this.part] = registers(f, 1);
  }

  readonly clear = (): Code => [...this.real, ...this.imaginary].map((sum) => sum.set(f64x2.const(0, 0)));

  /** One k: numbers r of a and s of b stand at `a[r]` and `b[s]`; fewer than {@link TILE} make a smaller tile. */
  add(a: readonly At[], b: readonly At[]): Code {
    const { part } = this;
    const sumsOf = (sums: readonly Local[], r: number) =>
      b.map((_, s) => {
        const sum = sums[TILE * r + s];
        return sum.set(f64x2.addProduct(sum.get, part.get, this.b[s].get));
      });
    return [
      b.map((at, s) => this.b[s].set(f64x2.load(at))),
      a.map((at, r) => [
        part.set(splatRe(at)),
        sumsOf(this.real, r),
        part.set(splatIm(at)),
        sumsOf(this.imaginary, r),
      ]),
    ];
  }

  /**
   * All k of two pairs of rows, from the addresses in `a` and `b` until `b` comes to `end`, a whole number of tiles on.
   *
   * @param row bytes of a row
   */
  rows(a: Local, b: Local, end: Local, row: number): Code {
    const at = ({ get }: Local, k: number) =>
      range(TILE).map((r) => ({ memory: 0, address: get, offset: r * row + k * COMPLEX }));
    const more = i32.lt(b.get, end.get);
    const turn = [
      range(TILE).map((k) => this.add(at(a, k), at(b, k))),
      [a, b].map((address) => address.set(i32.add(address.get, i32.const(TILE * COMPLEX)))),
    ];
    return [this.clear(), when(more, repeat(turn, more))];
  }

  /** The sum of a[r, k] times b[s, k] with b or a conjugated. */
  sum(r: number, s: number, conjugated: 'A' | 'B'): Code {
    const [re, im] = [this.real[TILE * r + s], this.imaginary[TILE * r + s]];
    // i conj(z) is z with its halves swapped.
    return conjugated === 'B' ? f64x2.add(conjugate(re.get), f64x2.swap(im)) : f64x2.sub(re.get, timesI(im));
  }
}
