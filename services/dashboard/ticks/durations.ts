import { quantileOfSorted } from '@chorus/platform/statistics.ts';
import type { Histogram } from '../api.ts';

const KEPT = 4096;
const OCTAVES = 4;
const PER_OCTAVE = 4;

/**
 * The last 4,096 durations, as a histogram with a deadline.
 *
 * Its edges are quarters of an octave from a sixteenth of the deadline to sixteen times it, so that the deadline
 * itself is an edge (if it has no more than four digits) and the first bin, from 0, and the last, without an end, take the rest.
 */
export class Durations {
  private readonly deadlineMs: number;
  private readonly edgesMs: readonly number[];
  private readonly counts: Uint32Array;
  private readonly ring = new Float64Array(KEPT);
  private readonly sorted = new Float64Array(KEPT);
  private next = 0;
  private kept = 0;

  constructor({ deadlineMs }: { deadlineMs: number }) {
    this.deadlineMs = deadlineMs;
    const steps = Array.from({ length: 2 * OCTAVES * PER_OCTAVE + 1 }, (_, i) => i / PER_OCTAVE - OCTAVES);
    // Four digits: they go out with every tick.
    this.edgesMs = [0, ...steps.map((octaves) => Number((deadlineMs * 2 ** octaves).toPrecision(4)))];
    this.counts = new Uint32Array(this.edgesMs.length);
  }

  add(ms: number): void {
    if (this.kept === KEPT) this.counts[this.bin(this.ring[this.next])]--;
    else this.kept++;
    this.ring[this.next] = ms;
    this.counts[this.bin(ms)]++;
    this.next = (this.next + 1) % KEPT;
  }

  /** Quantiles are 0 while nothing is kept. */
  histogram(): Histogram {
    const { deadlineMs, edgesMs, counts, kept } = this;
    const sorted = this.sorted.subarray(0, kept);
    sorted.set(this.ring.subarray(0, kept));
    sorted.sort();
    const at = (p: number) => (kept === 0 ? 0 : quantileOfSorted(sorted, p));
    return { edgesMs, counts: [...counts], deadlineMs, p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1) };
  }

  private bin(ms: number): number {
    const { edgesMs } = this;
    let [low, high] = [0, edgesMs.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (edgesMs[middle] <= ms) low = middle;
      else high = middle;
    }
    return low;
  }
}
