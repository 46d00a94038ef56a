/**
 * A seeded source of uniform and normal numbers: sfc32, and the polar method for normals.
 *
 * Streams of one seed with different labels are independent, so that drawing more of one (say,
 * estimation error) leaves the others (positions, fading) as they were.
 */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;
  private spare = 0;
  private hasSpare = false;

  constructor(seed: number, stream: string) {
    // FNV-1a of the label; twelve rounds mix seed and label before the first number, as sfc32 asks.
    let hash = 0x811c9dc5;
    for (let i = 0; i < stream.length; i++) hash = Math.imul(hash ^ stream.charCodeAt(i), 0x01000193);
    this.a = seed | 0;
    this.b = hash;
    this.c = 0x9e3779b9 | 0;
    for (let i = 0; i < 12; i++) this.bits();
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
    return (this.bits() >>> 0) * 2.3283064365386963e-10;
  }

  /** Normal with zero mean and unit variance (Marsaglia's polar method). */
  normal(): number {
    if (this.hasSpare) {
      this.hasSpare = false;
      return this.spare;
    }
    let x: number, y: number, s: number;
    do {
      x = this.bits() * 4.656612873077393e-10;
      y = this.bits() * 4.656612873077393e-10;
      s = x * x + y * y;
    } while (s >= 1 || s === 0);
    const factor = Math.sqrt((-2 * Math.log(s)) / s);
    this.spare = y * factor;
    this.hasSpare = true;
    return x * factor;
  }
}
