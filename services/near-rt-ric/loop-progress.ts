import type { Topology } from '@chorus/phy';
import { loopOfSlot } from '@chorus/platform/slots.ts';

/**
 * Knows which near-RT loops every E2 node has finished, as far as E2 can see it: with its report at
 * the loop's end, or with the precoders of its last RT loop.
 */
export class LoopProgress {
  /** Called with the latest loop that all nodes have finished, whenever it rises. */
  onFinished: (nearRtLoop: number) => void = () => undefined;
  private readonly rtLoops: number;
  private readonly links: readonly number[];
  private readonly finished: number[];
  private readonly precoders: { slot: number; links: number }[];
  private last = -1;

  constructor({ radiosOfOdu, served }: Topology, { rtLoops }: { rtLoops: number }) {
    this.rtLoops = rtLoops;
    this.links = radiosOfOdu.map((radios) => radios.reduce((sum, l) => sum + served[l].length, 0));
    this.finished = radiosOfOdu.map(() => -1);
    this.precoders = radiosOfOdu.map(() => ({ slot: -1, links: 0 }));
  }

  /** A report of the loop's end has come. */
  reported(odu: number, nearRtLoop: number): void {
    this.reach(odu, nearRtLoop);
  }

  /** CSI of an RT loop has come, so earlier near-RT loops are over. */
  csi(odu: number, slot: number): void {
    const ends = this.links[odu] === 0 && slot % this.rtLoops === 0;
    this.reach(odu, loopOfSlot(slot, this.rtLoops) - (ends ? 0 : 1));
  }

  /** Precoders of `links` links went out for an RT loop; replicas of an xApp send a share each. */
  precoded(odu: number, slot: number, links: number): void {
    const share = this.precoders[odu];
    if (share.slot !== slot) Object.assign(share, { slot, links: 0 });
    share.links += links;
    if (share.links >= this.links[odu] && slot % this.rtLoops === 0)
      this.reach(odu, loopOfSlot(slot, this.rtLoops));
  }

  /** The newest near-RT loop that any node has finished; -1 before the first. */
  get newest(): number {
    return Math.max(...this.finished);
  }

  private reach(odu: number, nearRtLoop: number): void {
    if (nearRtLoop <= this.finished[odu]) return;
    this.finished[odu] = nearRtLoop;
    const all = Math.min(...this.finished);
    if (all <= this.last) return;
    this.last = all;
    this.onFinished(all);
  }
}
