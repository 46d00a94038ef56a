import type { IndicationNotice } from '@chorus/platform/proto.ts';
import type { Sdl } from '@chorus/platform/sdl.ts';
import type { Subscription } from './subscription.ts';

/** The SDL channel on which the keys of new reports are published. */
export const INDICATIONS = 'indications';

// An xApp decides on the reports of all nodes. Those of one RT loop come within this time, or a node is away.
const HOLD_MS = 2;

export interface ReportBatchComponents {
  readonly sdl: Pick<Sdl, 'setAndPublish'>;
  readonly subscription: Pick<Subscription, 'announceEarly' | 'announce'>;
  /** The SDL cannot be written: nothing goes on without it. */
  readonly fail: (error: unknown) => void;
}
export interface ReportBatchInit {
  /** U: a slot that so many have reported is complete. */
  readonly nodes: number;
}

/**
 * Reports on their way to the SDL: one write, and one notice to each xApp, for those of all E2 nodes. Of several that a
 * node has sent meanwhile the newest is written: where the RIC falls behind, it catches up.
 */
export class ReportBatch {
  private readonly components: ReportBatchComponents;
  private readonly nodes: number;
  /** By SDL key. */
  private notices = new Map<string, IndicationNotice>();
  private values: Record<string, Uint8Array> = {};
  /** Of the newest report that has come under each SDL key, also of one that is written already. */
  private readonly slots = new Map<string, number>();
  private timer: NodeJS.Timeout | null = null;
  private isDue = false;

  constructor(components: ReportBatchComponents, { nodes }: ReportBatchInit) {
    this.components = components;
    this.nodes = nodes;
  }

  /** @param value an encoded RicIndication */
  add(notice: IndicationNotice, value: Uint8Array): void {
    this.notices.set(notice.sdlKey, notice);
    this.values[notice.sdlKey] = value;
    this.slots.set(notice.sdlKey, notice.slot);
    if (this.isDue) return;
    if (!this.isComplete(notice.slot)) {
      this.timer ??= setTimeout(() => this.flush(), HOLD_MS);
      return;
    }
    this.isDue = true;
    // What else lies in the sockets is read first.
    setImmediate(() => this.flush());
  }

  /** Whether all nodes have reported a slot: one that comes late is not held once more. */
  private isComplete(slot: number): boolean {
    if (this.slots.size < this.nodes) return false;
    for (const newest of this.slots.values()) if (newest !== slot) return false;
    return true;
  }

  private flush(): void {
    const { sdl, subscription, fail } = this.components;
    const { values } = this;
    const notices = [...this.notices.values()];
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.isDue = false;
    this.notices = new Map();
    this.values = {};
    if (notices.length === 0) return;
    const written = sdl.setAndPublish(INDICATIONS, Object.keys(values), values);
    const told = subscription.announceEarly(notices);
    written.then(() => subscription.announce(notices, told)).catch(fail);
  }
}
