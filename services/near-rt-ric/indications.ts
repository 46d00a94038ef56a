import type { Topology } from '@chorus/phy';
import { indicationPayload } from '@chorus/platform/e2-accounting.ts';
import { loopOfSlot } from '@chorus/platform/slots.ts';
import { ChorusError } from '@chorus/platform/errors.ts';
import {
  IndicationHeader,
  IndicationMessage,
  RicIndication,
  type Cause,
  type IndicationHeader as Header,
} from '@chorus/platform/proto.ts';
import type { Sdl } from '@chorus/platform/sdl.ts';
import { causeOf } from './causes.ts';
import type { E2Connection } from './e2-connection.ts';
import type { LoopProgress } from './loop-progress.ts';
import { checkIndication } from './payload-check.ts';
import { ReportBatch } from './report-batch.ts';
import type { Refusals } from './refusals.ts';
import type { Subscription } from './subscription.ts';
import type { SubscriptionManager } from './subscription-manager.ts';

export interface IndicationsComponents {
  readonly topology: Topology;
  readonly sdl: Sdl;
  readonly subscriptions: SubscriptionManager;
  readonly progress: LoopProgress;
  readonly refusals: Refusals;
}
export interface IndicationsInit {
  /** N_RT */
  readonly rtLoops: number;
  /** The SDL cannot be written: nothing goes on without it. */
  readonly fail: (error: unknown) => void;
}

/** Checks what E2 nodes report, keeps it in the SDL and tells the xApps that subscribed. */
export class Indications {
  private readonly components: IndicationsComponents;
  private readonly init: IndicationsInit;
  private readonly batches = new Map<Subscription, ReportBatch>();
  /** By SDL key. */
  private readonly newest = new Map<string, Buffer>();

  constructor(components: IndicationsComponents, init: IndicationsInit) {
    this.components = components;
    this.init = init;
  }

  /** A bad indication is answered with an ErrorIndication and goes nowhere. */
  take(node: E2Connection, indication: RicIndication, bytes: number): void {
    const { subscriptions, topology, progress } = this.components;
    const subscription = subscriptions.find(node, indication.id?.instance ?? 0);
    let header: Header;
    let message: IndicationMessage;
    try {
      if (subscription === null) throw unknownRequest(indication.id?.instance);
      header = IndicationHeader.decode(indication.header);
      message = IndicationMessage.decode(indication.message);
      checkHeader(subscription, header);
      checkIndication(topology, node.odu, header.report, message);
    } catch (error) {
      node.received('ricIndication', bytes);
      return this.refuse(node, indication, causeOf(error));
    }
    const csi = header.report === 'SERVED_CSI' || header.report === 'COUPLED_CSI';
    const nearRtLoop = csi ? loopOfSlot(header.slot, this.init.rtLoops) : header.nearRtLoop;
    const { xapp } = subscription;
    node.received('ricIndication', bytes, { xapp, payload: indicationPayload(message), nearRtLoop });
    const { slot, report } = header;
    const notice = {
      e2NodeId: node.nodeId,
      nearRtLoop: header.nearRtLoop,
      slot,
      sdlKey: `${node.nodeId}.${report}`,
    };
    const value = RicIndication.encode(indication);
    this.newest.set(notice.sdlKey, value);
    this.batchOf(subscription).add(notice, value);
    if (csi) progress.csi(node.odu, header.slot);
    else progress.reported(node.odu, header.nearRtLoop);
  }

  /** Writes every node's newest reports once more: a Redis that started anew, or was promoted, may not have them. */
  async writeAgain(): Promise<void> {
    if (this.newest.size > 0) await this.components.sdl.set(Object.fromEntries(this.newest));
  }

  private batchOf(subscription: Subscription): ReportBatch {
    let batch = this.batches.get(subscription);
    if (batch === undefined) {
      const { sdl, topology } = this.components;
      const { fail } = this.init;
      batch = new ReportBatch({ sdl, subscription, fail }, { nodes: topology.U });
      this.batches.set(subscription, batch);
    }
    return batch;
  }

  private refuse(node: E2Connection, { id }: RicIndication, reason: Cause): void {
    this.components.refusals.count(node.nodeId, 'bad RICIndication', reason);
    node.sendError(reason, id);
  }
}

function unknownRequest(instance: number | undefined): ChorusError {
  const allowed = 'that of a subscription';
  return new ChorusError('CHORUS_FIELD_INVALID', { field: 'request id', value: instance, allowed });
}

function checkHeader({ report }: Subscription, header: Header): void {
  if (header.report !== report)
    throw new ChorusError('CHORUS_FIELD_INVALID', { field: 'report', value: header.report, allowed: report });
  if (header.nearRtLoop < -1)
    throw new ChorusError('CHORUS_FIELD_INVALID', {
      field: 'near_rt_loop',
      value: header.nearRtLoop,
      allowed: '-1 and above',
    });
}
