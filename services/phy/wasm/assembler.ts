import { range } from '../topology.ts';

/**
 * Writes WebAssembly modules: kernels are put together here as functions that are compiled for one shape
 * of matrices, loops over rows and columns unrolled, a complex number in each 128-bit register.
 *
 * A piece of code is a tree of bytes; expressions nest as they read, `f64x2.mul(a, b)`.
 */
export type Code = number | readonly Code[];

export const Type = { i32: 0x7f, f64: 0x7c, v128: 0x7b } as const;
export type Type = (typeof Type)[keyof typeof Type];

/** Unsigned LEB128. */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  do {
    bytes.push((value & 0x7f) | (value > 0x7f ? 0x80 : 0));
    value >>>= 7;
  } while (value > 0);
  return bytes;
}

/** Signed LEB128. */
function signed(value: number): number[] {
  const bytes: number[] = [];
  for (;;) {
    const low = value & 0x7f;
    value >>= 7;
    const done = (value === 0 && (low & 0x40) === 0) || (value === -1 && (low & 0x40) !== 0);
    bytes.push(done ? low : low | 0x80);
    if (done) return bytes;
  }
}

const float = (value: number) => [...new Uint8Array(Float64Array.of(value).buffer)];
const unary = (opcode: Code) => (a: Code) => [a, opcode];
const binary = (opcode: Code) => (a: Code, b: Code) => [a, b, opcode];
const simd = (opcode: number) => [0xfd, ...unsigned(opcode)];

/** Where a load or store goes: memory number, address in it [bytes] and a constant on top of the address. */
export interface At {
  memory: number;
  address: Code;
  offset?: number;
}

/** Every alignment is right with 0, a hint that nothing is promised; bit 6 says that a memory's number follows. */
const place = ({ memory, offset = 0 }: At) => [0x40, ...unsigned(memory), ...unsigned(offset)];
const load = (opcode: Code) => (at: At) => [at.address, opcode, place(at)];
const store = (opcode: Code) => (at: At, value: Code) => [at.address, value, opcode, place(at)];

export const i32 = {
  const: (value: number): Code => [0x41, signed(value)],
  load: load(0x28),
  store: store(0x36),
  lt: binary(0x48),
  ge: binary(0x4e),
  add: binary(0x6a),
  sub: binary(0x6b),
  mul: binary(0x6c),
  and: binary(0x71),
  xor: binary(0x73),
  shl: binary(0x74),
  shrS: binary(0x75),
  shrU: binary(0x76),
  rotl: binary(0x77),
};

export const f64 = {
  const: (value: number): Code => [0x44, float(value)],
  load: load(0x2b),
  store: store(0x39),
  lt: binary(0x63),
  gt: binary(0x64),
  abs: unary(0x99),
  sqrt: unary(0x9f),
  add: binary(0xa0),
  sub: binary(0xa1),
  mul: binary(0xa2),
  div: binary(0xa3),
  copysign: binary(0xa6),
  ofSigned: unary(0xb7),
  ofUnsigned: unary(0xb8),
  /** The real (0) or imaginary (1) half of a register. */
  lane: (register: Code, lane: 0 | 1): Code => [register, simd(0x21), lane],
};

/** Registers of two float64: mostly a complex number. */
export const f64x2 = {
  load: load(simd(0x00)),
  store: store(simd(0x0b)),
  /** One float64 of memory in both halves. */
  loadSplat: load(simd(0x0a)),
  splat: unary(simd(0x14)),
  const: (low: number, high: number): Code => [simd(0x0c), float(low), float(high)],
  add: binary(simd(0xf0)),
  sub: binary(simd(0xf1)),
  mul: binary(simd(0xf2)),
  /**
   * c + a b and c - a b, rounded once where the processor can (relaxed SIMD: every x86-64 since 2013 and every
   * 64-bit ARM does), else twice.
   */
  addProduct: (c: Code, a: Code, b: Code): Code => [a, b, c, simd(0x107)],
  subProduct: (c: Code, a: Code, b: Code): Code => [a, b, c, simd(0x108)],
  div: binary(simd(0xf3)),
  abs: unary(simd(0xec)),
  neg: unary(simd(0xed)),
  sqrt: unary(simd(0xef)),
  /** All bits of a half where a < b, else none. */
  lt: binary(simd(0x49)),
  /** (a's lower half, b's lower half). */
  lows: (a: Code, b: Code): Code => [a, b, simd(0x0d), LOW_HALVES],
  /** (a's upper half, b's upper half). */
  highs: (a: Code, b: Code): Code => [a, b, simd(0x0d), HIGH_HALVES],
  /** Two float32 of memory as two float64. */
  loadNarrow: (at: At): Code => [load(simd(0x5d))(at), simd(0x5f)],
  /** Both float64 as float32 into 8 bytes of memory. */
  storeNarrow: (at: At, value: Code): Code => [at.address, value, simd(0x5e), simd(0x5b), place(at), 0],
  replaceHigh: (register: Code, value: Code): Code => [register, value, simd(0x22), 1],
  /** (im, re) of (re, im). */
  swap: ({ get }: Local): Code => [get, get, simd(0x0d), HALVES_SWAPPED],
};

/** Registers bit by bit. */
export const v128 = {
  and: binary(simd(0x4e)),
  /** a and not b. */
  andNot: binary(simd(0x4f)),
  or: binary(simd(0x50)),
  xor: binary(simd(0x51)),
  /** Bits of a where `mask` has ones, of b where it has zeros. */
  select: (a: Code, b: Code, mask: Code): Code => [a, b, mask, simd(0x52)],
  /** 1 if any bit of the register is set, else 0. */
  any: unary(simd(0x53)),
  /** 1 if no bit of the register is set, else 0. */
  isZero: unary([simd(0x53), 0x45]),
};

/** Registers of four float32. */
export const f32x4 = {
  add: binary(simd(0xe4)),
  sub: binary(simd(0xe5)),
};

// Bytes of two registers are numbered on: the second one's begin with 16.
const bytesFrom = (first: number) => range(8).map((n) => first + n);
const LOW_HALVES = [...bytesFrom(0), ...bytesFrom(16)];
const HIGH_HALVES = [...bytesFrom(8), ...bytesFrom(24)];
/** Byte numbers of the second half, then of the first. */
const HALVES_SWAPPED = [8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7];

/** Runs `code` while the i32 local counts from `from` up to below `to`, `step` at a time; `to` is read in each turn. */
export function count(local: Local, from: Code, to: Code, code: Code, step = 1): Code {
  const turn = [code, local.set(i32.add(local.get, i32.const(step))), i32.lt(local.get, to), 0x0d, 0];
  return when([local.set(from), i32.lt(local.get, to)], [0x03, 0x40, turn, 0x0b]);
}

/** Runs `code` if the i32 `condition` is not zero, else `otherwise`. */
export function when(condition: Code, code: Code, otherwise?: Code): Code {
  return [condition, 0x04, 0x40, code, otherwise === undefined ? [] : [0x05, otherwise], 0x0b];
}

/** Runs `code` until the i32 `again` that it is followed by is zero. */
export function repeat(code: Code, again: Code): Code {
  return [0x03, 0x40, code, again, 0x0d, 0, 0x0b];
}

/** A local variable or parameter. */
export class Local {
  private readonly index: number;
  constructor(index: number) {
    this.index = index;
  }
  get get(): Code {
    return [0x20, ...unsigned(this.index)];
  }
  set(value: Code): Code {
    return [value, 0x21, unsigned(this.index)];
  }
  /** Sets and leaves the value. */
  tee(value: Code): Code {
    return [value, 0x22, unsigned(this.index)];
  }
}

/** One function of a module. */
export class FunctionCode {
  readonly parameters: Type[] = [];
  readonly locals: Type[] = [];
  /** What the body leaves. */
  result: Type | null = null;
  body: Code = [];

  /** Parameters come before locals. */
  parameter(type: Type): Local {
    this.parameters.push(type);
    return new Local(this.parameters.length - 1);
  }

  local(type: Type): Local {
    this.locals.push(type);
    return new Local(this.parameters.length + this.locals.length - 1);
  }
}

/** Calls function number `number` of a module: its imports come first, then its own. */
export const call = (number: number, ...values: Code[]): Code => [values, 0x10, unsigned(number)];

/**
 * Compiles a module.
 *
 * @param memories how many memories its functions see
 * @param imports functions f64 -> f64, numbered in their order
 */
export function assemble(
  functions: Record<string, FunctionCode>,
  { memories, imports = [] }: { memories: number; imports?: readonly string[] },
): WebAssembly.Module {
  const made = Object.entries(functions);
  const bytes = [
    [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    section(1, [
      [0x60, list([Type.f64]), list([Type.f64])],
      ...made.map(([, { parameters, result }]) => [
        0x60,
        list(parameters),
        list(result === null ? [] : [result]),
      ]),
    ]),
    section(2, [
      ...imports.map((name) => [text('import'), text(name), 0x00, 0]),
      ...range(memories).map((n) => [text('memory'), text(String(n)), 0x02, 0x00, 0]),
    ]),
    section(
      3,
      made.map((_, n) => unsigned(n + 1)),
    ),
    section(
      7,
      made.map(([name], n) => [text(name), 0x00, unsigned(imports.length + n)]),
    ),
    section(
      10,
      made.map(([, { locals, body }]) => {
        const code = flat([list(locals.map((type) => [1, type])), body, 0x0b]);
        return [unsigned(code.length), code];
      }),
    ),
  ];
  return new WebAssembly.Module(Uint8Array.from(flat(bytes)));
}

function section(id: number, entries: readonly Code[]): Code {
  const content = flat(list(entries));
  return [id, unsigned(content.length), content];
}

function list(entries: readonly Code[]): Code {
  return [unsigned(entries.length), entries];
}

function text(name: string): Code {
  return list([...Buffer.from(name)]);
}

function flat(code: Code): number[] {
  const bytes: number[] = [];
  const walk = (piece: Code) => {
    if (typeof piece === 'number') bytes.push(piece);
    else for (const part of piece) walk(part);
  };
  walk(code);
  return bytes;
}
