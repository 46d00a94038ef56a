/** Layers of the ziggurat (Marsaglia and Tsang 2000) over the right half of the normal density. */
const LAYERS = 128;
const TAIL = 3.442619855899;
const AREA = 9.91256303526217e-3;
const edge = new Float64Array(LAYERS + 1);
/** A position has 25 bits, sign included: this many make a layer's half width. */
const POSITIONS = 2 ** 24;
/** Positions below it lie under the density for sure, and the width of one position. */
const sure = new Int32Array(LAYERS);
const width = new Float64Array(LAYERS);
{
  let density = Math.exp(-0.5 * TAIL * TAIL);
  edge[0] = AREA / density;
  edge[1] = TAIL;
  for (let i = 2; i < LAYERS; i++) {
    edge[i] = Math.sqrt(-2 * Math.log(AREA / edge[i - 1] + density));
    density = Math.exp(-0.5 * edge[i] * edge[i]);
  }
  for (let i = 0; i < LAYERS; i++) {
    sure[i] = Math.floor((edge[i + 1] / edge[i]) * POSITIONS);
    width[i] = edge[i] / POSITIONS;
  }
}

/**
 * A seeded source of uniform and normal numbers: sfc32 (Doty-Humphrey), and a ziggurat for normals.
 *
 * Streams of one seed with different labels are independent, so that drawing more of one (say,
 * estimation error) leaves the others (positions, fading) as they were.
 */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  constructor(seed: number, stream: string) {
    // FNV-1a of the label; rounds mix seed and label before the first number, as sfc32 asks.
    let hash = 0x811c9dc5;
    for (let i = 0; i < stream.length; i++) hash = Math.imul(hash ^ stream.charCodeAt(i), 0x01000193);
    this.a = seed | 0;
    this.b = hash;
    this.c = 0x9e3779b9 | 0;
    for (let i = 0; i < 15; i++) this.bits();
  }

  /** 32 random bits as a signed integer. */
  bits(): number {
    const t = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (this.c << 21) | (this.c >>> 11);
    this.c = (this.c + t) | 0;
    return t;
  }

  /** Uniform in [0, 1) with 32 bits. */
  uniform(): number {
    return (this.bits() >>> 0) * 2 ** -32;
  }

  /** Normal with zero mean and unit variance. */
  normal(): number {
    for (;;) {
      // Layer and position come from different bits of one draw: 7 and 25 of them.
      const draw = this.bits();
      const layer = draw & (LAYERS - 1);
      const position = draw >> 7;
      const x = (position + 0.5) * width[layer];
      if ((position ^ (position >> 31)) < sure[layer]) return x;
      if (layer === 0) return this.tail(position < 0);
      const above = Math.exp(-0.5 * (edge[layer] * edge[layer] - x * x));
      const below = Math.exp(-0.5 * (edge[layer + 1] * edge[layer + 1] - x * x));
      if (below + this.uniform() * (above - below) < 1) return x;
    }
  }

  /**
   * Fills `out` with normals: the numbers that as many calls of {@link normal} give, at a fraction of the
   * cost, since the state stays in registers.
   */
  normals(out: Float64Array): void {
    // Without the |0 the compiler keeps the state as floating point, and the loop takes four times as long.
    let a = this.a | 0;
    let b = this.b | 0;
    let c = this.c | 0;
    let counter = this.counter | 0;
    for (let n = 0; n < out.length; n++) {
      const draw = (((a + b) | 0) + counter) | 0;
      const layer = draw & (LAYERS - 1);
      const position = draw >> 7;
      // The magnitude without a branch: a random sign would mispredict every other time, at twice the whole cost.
      if ((position ^ (position >> 31)) >= sure[layer]) {
        // One draw in eighty: from the state as it was before it.
        this.a = a;
        this.b = b;
        this.c = c;
        this.counter = counter;
        out[n] = this.normal();
        a = this.a | 0;
        b = this.b | 0;
        c = this.c | 0;
        counter = this.counter | 0;
        continue;
      }
      counter = (counter + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (((c << 21) | (c >>> 11)) + draw) | 0;
      out[n] = (position + 0.5) * width[layer];
    }
    this.a = a;
    this.b = b;
    this.c = c;
    this.counter = counter;
  }

  /** Beyond the last layer: Marsaglia's exponential rejection. */
  private tail(negative: boolean): number {
    let x: number, y: number;
    do {
      x = Math.log(1 - this.uniform()) / TAIL;
      y = Math.log(1 - this.uniform());
    } while (-2 * y < x * x);
    return negative ? x - TAIL : TAIL - x;
  }
}
