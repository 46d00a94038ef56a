/** Layers of the ziggurat (Marsaglia and Tsang 2000) over the right half of the normal density. */
export const LAYERS = 256;
/** Where the last layer ends, and the area of each. */
export const TAIL = 3.6541528853610088;
const AREA = 4.92867323399e-3;
/** A layer's outer edge, and exp(-x^2/2) there. */
const edge = new Float64Array(LAYERS + 1);
const density = new Float64Array(LAYERS + 1);
/** A position has 24 bits, sign included: this many make a layer's half width. */
const POSITIONS = 2 ** 23;
/** Positions below it lie under the density for sure, and the width of one position. */
const sure = new Int32Array(LAYERS);
const width = new Float64Array(LAYERS);
{
  density[0] = density[1] = Math.exp(-0.5 * TAIL * TAIL);
  edge[0] = AREA / density[0];
  edge[1] = TAIL;
  for (let i = 2; i <= LAYERS; i++) {
    density[i] = i < LAYERS ? AREA / edge[i - 1] + density[i - 1] : 1;
    edge[i] = i < LAYERS ? Math.sqrt(-2 * Math.log(density[i])) : 0;
  }
  for (let i = 0; i < LAYERS; i++) {
    sure[i] = Math.floor((edge[i + 1] / edge[i]) * POSITIONS);
    width[i] = edge[i] / POSITIONS;
  }
}
/** For who draws elsewhere than here. */
export const ziggurat = { sure, width, density } as const;

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

  /** The generator's four words, to go on with elsewhere. */
  get state(): readonly number[] {
    return [this.a, this.b, this.c, this.counter];
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
      // Layer and position come from different bits of one draw: 8 and 24 of them.
      const draw = this.bits();
      const layer = draw & (LAYERS - 1);
      const position = draw >> 8;
      const x = (position + 0.5) * width[layer];
      if ((position ^ (position >> 31)) < sure[layer]) return x;
      if (layer === 0) return this.tail(position < 0);
      const height = density[layer] + this.uniform() * (density[layer + 1] - density[layer]);
      if (height < Math.exp(-0.5 * x * x)) return x;
    }
  }

  /** Fills `out` with normals. */
  normals(out: Float64Array): void {
    for (let n = 0; n < out.length; n++) out[n] = this.normal();
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
