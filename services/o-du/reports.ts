import type { Topology } from '@chorus/phy';
import { Downlink, Measured, type Observe } from '@chorus/platform/ofh.ts';
import {
  IndicationHeader,
  IndicationMessage,
  PRECODING,
  type Period,
  type Report,
  type RicIndication,
  type RicRequestId,
} from '@chorus/platform/proto.ts';
import { measuredReport } from '@chorus/platform/schemes.ts';
import { Refusal } from './causes.ts';
import { ReportSplitter } from './report-splitter.ts';

interface Subscription {
  readonly id: RicRequestId;
  readonly report: Report;
  /** Near-RT loops that are reported: from this one, */
  readonly from: number;
  /** and before this one. */
  until: number;
  sequence: number;
}

/** One report as it goes out, to whoever subscribed to it. */
interface Current {
  nearRtLoop: number;
  slot: number;
  message: (report: Report) => Parameters<typeof IndicationMessage.encode>[0];
}

const periodOf: Record<Report, Period> = {
  NEIGHBOURS: 'NEAR_RT_LOOP',
  COVARIANCE: 'NEAR_RT_LOOP',
  POWER: 'NEAR_RT_LOOP',
  SERVED_CSI: 'RT_LOOP',
  COUPLED_CSI: 'RT_LOOP',
};

/** The reports of an E2 node: who subscribed to what, and the newest of each kind. */
export class Reports {
  private readonly send: (indication: RicIndication) => void;
  private readonly onReport: (period: Period, nearRtLoop: number, slot: number) => void;
  private readonly splitter: ReportSplitter;
  private readonly measuredReport: Report;
  private readonly subscriptions = new Map<string, Subscription>();
  private measured: Current | null = null;
  private csi: Current | null = null;

  constructor(
    components: {
      topology: Topology;
      send: (indication: RicIndication) => void;
      /** A report of this near-RT loop, or slot, goes out. */
      onReport?: (period: Period, nearRtLoop: number, slot: number) => void;
    },
    init: { odu: number; observe: Observe },
  ) {
    const { topology } = components;
    const { odu, observe } = init;
    this.send = components.send;
    this.onReport = components.onReport ?? (() => undefined);
    this.measuredReport = measuredReport[observe];
    this.splitter = new ReportSplitter(topology, {
      odu,
      measured: new Measured(topology, odu, observe),
      downlink: new Downlink(topology, odu),
    });
  }

  get count(): number {
    return this.subscriptions.size;
  }

  /**
   * @param from the first near-RT loop that is reported; 0 for no bound
   * @throws Refusal where the node has no such report. `deliver` sends the one that is there already:
   * call it once the subscription is answered.
   */
  subscribe(id: RicRequestId, period: Period, report: Report, from = 0): { deliver: () => void } {
    if (periodOf[report] === undefined || periodOf[report] !== period)
      throw new Refusal(
        'RIC_REQUEST',
        'action-not-supported',
        `report ${String(report)} every ${String(period)}`,
      );
    if (period === 'NEAR_RT_LOOP' && report !== this.measuredReport)
      throw new Refusal(
        'RIC_REQUEST',
        'action-not-supported',
        `${report}: in this scenario the users measure for ${this.measuredReport}`,
      );
    const subscription: Subscription = {
      id,
      report,
      from: from === 0 ? -Infinity : from,
      until: Infinity,
      sequence: 0,
    };
    this.subscriptions.set(keyOf(id), subscription);
    return {
      deliver: () => {
        const current = period === 'NEAR_RT_LOOP' ? this.measured : this.csi;
        if (current !== null) this.indicate(subscription, current);
      },
    };
  }

  /**
   * @param until near-RT loops before this one are still reported; 0 for none
   * @returns whether there was such a subscription
   */
  unsubscribe(id: RicRequestId, until = 0): boolean {
    const subscription = this.subscriptions.get(keyOf(id));
    if (subscription === undefined) return false;
    if (until === 0) this.subscriptions.delete(keyOf(id));
    else subscription.until = until;
    return true;
  }

  /** The stream is gone, and the subscriptions with it. */
  clear(): void {
    this.subscriptions.clear();
  }

  /** What the users measured at a loop's end. @param payload of a Measured frame */
  onMeasured(nearRtLoop: number, slot: number, payload: Buffer): void {
    const message = this.splitter.measured(payload);
    this.measured = { nearRtLoop, slot, message: () => message };
    this.publish('NEAR_RT_LOOP', this.measured);
  }

  /** The channels of a slot. @param payload of a Downlink frame; null reports the channels before again */
  onCsi(nearRtLoop: number, slot: number, payload: Buffer | null): void {
    if (payload !== null) this.splitter.keepCsi(payload);
    this.csi = { nearRtLoop, slot, message: (report) => ({ channel: this.splitter.csi(report) }) };
    this.publish('RT_LOOP', this.csi);
  }

  /** The slot is answered: precoders for it would come too late. */
  slotDone(): void {
    this.csi = null;
  }

  private publish(period: Period, current: Current): void {
    for (const subscription of this.subscriptions.values())
      if (periodOf[subscription.report] === period) this.indicate(subscription, current);
  }

  private indicate(subscription: Subscription, { nearRtLoop, slot, message }: Current): void {
    const { id, report, from, until } = subscription;
    if (nearRtLoop >= until) {
      this.subscriptions.delete(keyOf(id));
      return;
    }
    if (nearRtLoop < from) return;
    this.onReport(periodOf[report], nearRtLoop, slot);
    this.send({
      id,
      ranFunction: PRECODING.id,
      sequence: subscription.sequence++,
      header: IndicationHeader.encode({ report, nearRtLoop, slot, wallMs: Date.now() }),
      message: IndicationMessage.encode(message(report)),
    });
  }
}

function keyOf({ requestor, instance }: RicRequestId): string {
  return `${requestor}/${instance}`;
}
