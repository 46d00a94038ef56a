import { LAYERS, TAIL, ziggurat } from '../random.ts';
import { range } from '../topology.ts';
import type { Arena } from './arena.ts';
import {
  call,
  count,
  f64,
  FunctionCode,
  i32,
  repeat,
  Type,
  when,
  type At,
  type Code,
  type Local,
} from './assembler.ts';
import { KernelModule, oncePerShape, type Kernels } from './module.ts';

/** Draws that are written out one after the other. */
const MOST_AT_ONCE = 16;

/** Numbers of the functions. */
const [EXP, LOG, RARE] = [0, 1, 2];
const memory = 0;

/** What the ziggurat's tables take in an arena. */
export const FADING_TABLE_BYTES = 4 * LAYERS + 8 * LAYERS + 8 * (LAYERS + 1) + 64;

/** `step(last, next, deviation, streams, users, radios, keep, renew)` for channels of `block` float64, in an arena of theirs. */
export function fadingKernels(block: number, arena: Arena): Kernels {
  const sure = arena.int32(LAYERS);
  const width = arena.float64(LAYERS);
  const density = arena.float64(LAYERS + 1);
  sure.set(ziggurat.sure);
  width.set(ziggurat.width);
  density.set(ziggurat.density);
  return fadingModule(block, sure.byteOffset, width.byteOffset, density.byteOffset).over([arena.memory]);
}

const fadingModule = oncePerShape(
  (block, sure, width, density) =>
    new KernelModule(
      { rare: rare({ sure, width, density }), step: step(block, { sure, width, density }) },
      { memories: 1, imports: { exp: Math.exp, log: Math.log } },
    ),
);

/** Addresses of the ziggurat's tables [bytes]. */
interface Tables {
  sure: number;
  width: number;
  density: number;
}

/** A stream's words: a, b, c and the counter of `Random`. */
const word = (stream: Local, n: number): At => ({ memory, address: stream.get, offset: 4 * n });

/** A draw in parts, and the normal that it stands for in most cases. */
class Draw {
  readonly state: readonly Local[];
  readonly bits: Local;
  readonly layer: Local;
  readonly position: Local;
  readonly x: Local;
  private readonly tables: Tables;

  constructor(f: FunctionCode, tables: Tables) {
    this.tables = tables;
    this.state = range(4).map(() => f.local(Type.i32));
    [this.bits, this.layer, this.position] = range(3).map(() => f.local(Type.i32));
    this.x = f.local(Type.f64);
  }

  load(stream: Local): Code {
    return this.state.map((local, n) => local.set(i32.load(word(stream, n))));
  }

  save(stream: Local): Code {
    return this.state.map((local, n) => i32.store(word(stream, n), local.get));
  }

  /** The next 32 bits: sfc32. */
  get next(): Code {
    const [a, b, c, counter] = this.state;
    return [
      this.bits.set(i32.add(i32.add(a.get, b.get), counter.get)),
      counter.set(i32.add(counter.get, i32.const(1))),
      a.set(i32.xor(b.get, i32.shrU(b.get, i32.const(9)))),
      b.set(i32.add(c.get, i32.shl(c.get, i32.const(3)))),
      c.set(i32.add(i32.rotl(c.get, i32.const(21)), this.bits.get)),
    ];
  }

  /** Layer, position and x from the bits. */
  get parts(): Code {
    const { bits, layer, position, x } = this;
    const middle = f64.add(f64.ofSigned(position.get), f64.const(0.5));
    return [
      layer.set(i32.and(bits.get, i32.const(LAYERS - 1))),
      position.set(i32.shrS(bits.get, i32.const(8))),
      x.set(f64.mul(middle, f64.load(this.inTable('width', 3)))),
    ];
  }

  /** Not zero where x does not lie under the density for sure. */
  get unsure(): Code {
    const { position } = this;
    const magnitude = i32.xor(position.get, i32.shrS(position.get, i32.const(31)));
    return i32.ge(magnitude, i32.load(this.inTable('sure', 2)));
  }

  /** A uniform number from the next bits. */
  get uniform(): Code {
    return [this.next, f64.mul(f64.ofUnsigned(this.bits.get), f64.const(2 ** -32))];
  }

  /** The place of the layer's entry, 2^shift bytes each; or of the one after it. */
  inTable(table: keyof Tables, shift: number, further = 0): At {
    const address = i32.shl(this.layer.get, i32.const(shift));
    return { memory, address, offset: this.tables[table] + further * 2 ** shift };
  }
}

/** The rest of `Random.normal` for a draw that is not sure: `rare(stream, bits)`, with the stream in memory. */
function rare(tables: Tables): FunctionCode {
  const f = new FunctionCode();
  const [stream, bits] = range(2).map(() => f.parameter(Type.i32));
  const draw = new Draw(f, tables);
  const { x, position, layer } = draw;
  const again = f.local(Type.i32);
  const y = f.local(Type.f64);
  const low = f64.load(draw.inTable('density', 3));
  const high = f64.load(draw.inTable('density', 3, 1));

  // Beyond the last layer: Marsaglia's exponential rejection.
  const logarithm = call(LOG, f64.sub(f64.const(1), draw.uniform));
  const tail = [
    repeat(
      [x.set(f64.div(logarithm, f64.const(TAIL))), y.set(logarithm)],
      f64.lt(f64.mul(f64.const(-2), y.get), f64.mul(x.get, x.get)),
    ),
    x.set(f64.copysign(f64.add(f64.abs(x.get), f64.const(TAIL)), f64.ofSigned(position.get))),
  ];
  const wedge = when(
    f64.lt(
      f64.add(low, f64.mul(draw.uniform, f64.sub(high, low))),
      call(EXP, f64.mul(f64.mul(f64.const(-0.5), x.get), x.get)),
    ),
    [],
    [draw.next, draw.parts, again.set(draw.unsure)],
  );
  f.body = [
    draw.load(stream),
    draw.bits.set(bits.get),
    draw.parts,
    repeat([again.set(i32.const(0)), when(layer.get, wedge, tail)], again.get),
    draw.save(stream),
    x.get,
  ];
  f.result = Type.f64;
  return f;
}

/**
 * One RT loop of (2): H_k,l = keep H_k,l + renew sqrt(beta_k,l) Omega, with the numbers that
 * `Random.normal` draws from each user's stream.
 */
function step(block: number, tables: Tables): FunctionCode {
  const f = new FunctionCode();
  const [last, next, deviation, streams, users, radios] = range(6).map(() => f.parameter(Type.i32));
  const [keep, renew] = range(2).map(() => f.parameter(Type.f64));
  const [k, l, piece] = range(3).map(() => f.local(Type.i32));
  const scale = f.local(Type.f64);
  const draw = new Draw(f, tables);
  const { x, bits } = draw;

  // As many at a time as a pair's numbers can be divided into, up to those of the paper's pairs.
  const chunk = range(MOST_AT_ONCE + 1).findLast((n) => n > 0 && block % n === 0) as number;
  const eachNumber = range(chunk).map((n) => [
    draw.next,
    draw.parts,
    // One draw in a hundred and fifty.
    when(draw.unsure, [draw.save(streams), x.set(call(RARE, streams.get, bits.get)), draw.load(streams)]),
    f64.store(
      { memory, address: next.get, offset: 8 * n },
      f64.add(
        f64.mul(keep.get, f64.load({ memory, address: last.get, offset: 8 * n })),
        f64.mul(scale.get, x.get),
      ),
    ),
  ]);
  const pair = [
    scale.set(f64.mul(renew.get, f64.load({ memory, address: deviation.get }))),
    count(piece, i32.const(0), i32.const(block / chunk), [
      eachNumber,
      [last, next].map((at) => at.set(i32.add(at.get, i32.const(8 * chunk)))),
    ]),
    deviation.set(i32.add(deviation.get, i32.const(8))),
  ];
  f.body = count(k, i32.const(0), users.get, [
    draw.load(streams),
    count(l, i32.const(0), radios.get, pair),
    draw.save(streams),
    streams.set(i32.add(streams.get, i32.const(16))),
  ]);
  return f;
}
