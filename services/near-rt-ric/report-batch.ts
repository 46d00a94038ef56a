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
  /** U: with as many reports a batch is complete. */
  readonly nodes: number;
}

/** Reports on their way to the SDL: one write, and one notice to each xApp, for those of all E2 nodes. */
export class ReportBatch {
  private readonly components: ReportBatchComponents;
  private readonly nodes: number;
  private notices: IndicationNotice[] = [];
  /** By SDL key. */
  private values: Record<string, Uint8Array> = {};
  private timer: NodeJS.Timeout | null = null;

  constructor(components: ReportBatchComponents, { nodes }: ReportBatchInit) {
    this.components = components;
    this.nodes = nodes;
  }

  /** @param value an encoded RicIndication */
  add(notice: IndicationNotice, value: Uint8Array): void {
    // A node that reports twice does not wait for the others.
    if (this.notices.some(({ e2NodeId }) => e2NodeId === notice.e2NodeId)) this.flush();
    this.notices.push(notice);
    this.values[notice.sdlKey] = value;
    if (this.notices.length >= this.nodes) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), HOLD_MS);
  }

  private flush(): void {
    const { sdl, subscription, fail } = this.components;
    const { notices, values } = this;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.notices = [];
    this.values = {};
    const written = sdl.setAndPublish(INDICATIONS, Object.keys(values), values);
    const told = subscription.announceEarly(notices);
    written.then(() => subscription.announce(notices, told)).catch(fail);
  }
}
