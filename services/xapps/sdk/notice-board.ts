import type { IndicationNotice } from '@chorus/platform/proto.ts';

/** Gathers notices until those of all E2 nodes are of one RT loop. */
export class NoticeBoard {
  private readonly nodes: readonly string[];
  private readonly latest = new Map<string, IndicationNotice>();

  /** @param nodes whose notices make a set, in the order in which it is given */
  constructor(nodes: readonly string[]) {
    this.nodes = nodes;
  }

  /**
   * A notice that comes a second time completes the set a second time: its node has lost what was made
   * of the first.
   *
   * @returns the notices in the nodes' order if all are of one slot, else null
   */
  take(notice: IndicationNotice): IndicationNotice[] | null {
    if (!this.nodes.includes(notice.e2NodeId)) return null;
    this.latest.set(notice.e2NodeId, notice);
    const set = this.nodes.map((node) => this.latest.get(node));
    return set.every((one) => one?.slot === notice.slot) ? (set as IndicationNotice[]) : null;
  }

  /** The subscription is over; the next one repeats every node's last notice. */
  clear(): void {
    this.latest.clear();
  }
}
