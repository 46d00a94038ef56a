import type { Topology } from '@chorus/phy';
import { Measured, type Observe } from './ofh.ts';

/** Numbers of one user in a payload of O-FH, float32. */
interface Block {
  readonly user: number;
  readonly reals: number;
}

/**
 * What a shard of ru-sim sends is the payload of the whole network without the blocks of users that it does
 * not hold. This puts them back in their places.
 */
export class PayloadPart {
  /** Bytes of the part. */
  readonly bytes: number;
  /** Where numbers of the part stand in the whole: [from, to, count] one after the other. */
  private readonly runs: readonly number[];

  private constructor(blocks: readonly Block[], users: readonly number[]) {
    const held = new Set(users);
    const runs: number[] = [];
    let from = 0;
    let to = 0;
    for (const { user, reals } of blocks) {
      if (held.has(user)) {
        const newest = runs.length - 3;
        if (newest >= 0 && runs[newest + 1] + runs[newest + 2] === to) runs[newest + 2] += reals;
        else runs.push(from, to, reals);
        from += reals;
      }
      to += reals;
    }
    this.runs = runs;
    this.bytes = 4 * from;
  }

  /** Of a Downlink. @param users that the shard holds */
  static ofDownlink(topology: Topology, odu: number, users: readonly number[]): PayloadPart {
    const { K, Nr, Nt, coupled, radiosOfOdu } = topology;
    const mu = Array.from({ length: K }, (_, user) => ({ user, reals: 1 }));
    const channels = radiosOfOdu[odu].flatMap((l) =>
      coupled[l].map((user) => ({ user, reals: 2 * Nr * Nt })),
    );
    return new PayloadPart([...mu, ...channels], users);
  }

  /** Of a Measured. @param users that the shard holds */
  static ofMeasured(
    topology: Topology,
    odu: number,
    observe: Observe,
    users: readonly number[],
  ): PayloadPart {
    const whole = new Measured(topology, odu, observe);
    const { reals } = whole;
    return new PayloadPart(
      whole.users.map((user, n) => ({ user, reals: reals[n] })),
      users,
    );
  }

  /**
   * Copies the part's numbers to where they stand in the whole.
   *
   * @param part payload of `bytes` bytes, at a multiple of 4 bytes of its ArrayBuffer
   */
  copyTo(whole: Float32Array, part: Uint8Array): void {
    const { runs } = this;
    const floats = new Float32Array(part.buffer as ArrayBuffer, part.byteOffset, this.bytes / 4);
    for (let n = 0; n < runs.length; n += 3) {
      const [from, to] = [runs[n], runs[n + 1]];
      for (let i = 0; i < runs[n + 2]; i++) whole[to + i] = floats[from + i];
    }
  }
}
