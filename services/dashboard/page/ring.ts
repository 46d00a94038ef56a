/** The newest rows of a table of numbers in memory that is taken once: what is older falls out. */
export class Ring {
  readonly capacity: number;
  readonly width: number;
  /** How many rows have ever been pushed. */
  pushed = 0;
  private readonly data: Float64Array;

  /** @param width columns */
  constructor(capacity: number, width: number) {
    this.capacity = capacity;
    this.width = width;
    this.data = new Float64Array(capacity * width);
  }

  get bytes(): number {
    return this.data.byteLength;
  }

  get length(): number {
    return Math.min(this.pushed, this.capacity);
  }

  /** @param fill writes the row, [width] */
  push(fill: (row: Float64Array) => void): void {
    const begin = (this.pushed % this.capacity) * this.width;
    fill(this.data.subarray(begin, begin + this.width));
    this.pushed++;
  }

  /** @param row 0 for the oldest that is kept */
  at(row: number, column: number): number {
    const first = this.pushed - this.length;
    return this.data[((first + row) % this.capacity) * this.width + column];
  }

  clear(): void {
    this.pushed = 0;
  }
}
