import type { OduCell } from '@chorus/phy';
import type { Bus } from '@chorus/platform/bus.ts';
import { ChorusError, hasCode } from '@chorus/platform/errors.ts';
import {
  FrameBuffer,
  FrameFlag,
  FrameType,
  type FrameFault,
  type FrameHeader,
} from '@chorus/platform/frames.ts';
import { LogLimit } from '@chorus/platform/log-limit.ts';
import { Downlink, Measured, Uplink, type Observe, type SlotTimes } from '@chorus/platform/ofh.ts';
import { encodeRateSteps, rateStepsBytes, type RateSteps } from '@chorus/platform/rate-steps.ts';
import { checkFinite } from '@chorus/platform/tensors.ts';
import type { Logger } from 'pino';
import type { D2Exchange } from './d2-exchange.ts';
import type { ImpairmentsInForce } from './impairments-in-force.ts';
import type { OduMetrics } from './o-du-metrics.ts';
import type { LoopRecord, OduRecord } from './odu-record.ts';
import type { OfhClients } from './ofh-clients.ts';
import type { PowerGuard } from './power-guard.ts';
import type { Reports } from './reports.ts';
import type { Slot, SlotEngine } from './slot-engine.ts';

interface Components {
  cell: OduCell;
  engine: SlotEngine;
  ofh: OfhClients;
  d2: D2Exchange;
  reports: Reports;
  guard: PowerGuard;
  impairments: ImpairmentsInForce;
  bus: Bus;
  metrics: OduMetrics;
  record: OduRecord;
  log: Logger;
  fail(error: unknown): void;
}

/** In lockstep the next loop waits for the control of its reports meanwhile, of which this is a quarter. */
const END_PAUSE_MS = 1;

/** What the O-DU does with frames of ru-sim, and what it sends up. */
export class Fronthaul {
  /** Whether ru-sim has said Stop. */
  over = false;
  private readonly c: Components;
  private readonly limited: LogLimit;
  private readonly init: { odu: number; observe: Observe; lastLockstep: number };
  private readonly downlink: Downlink;
  private readonly uplink: Uplink;
  private readonly measuredBytes: number;
  private frame: FrameBuffer;
  private newestMeasured = -2;
  /** In realtime, the newest Downlink that waits for all that lie in the socket to be read. */
  private queued: Slot | null = null;
  /** The record of a loop that is over until `endLoop`, and when that comes. */
  private ended: LoopRecord | null = null;
  private endTimer: NodeJS.Timeout | null = null;

  constructor(components: Components, init: Fronthaul['init']) {
    const { topology } = components.cell;
    this.c = components;
    this.limited = new LogLimit(components.log);
    this.init = init;
    this.downlink = new Downlink(topology, init.odu);
    this.uplink = new Uplink(topology, init.odu);
    this.measuredBytes = new Measured(topology, init.odu, init.observe).bytes;
    this.frame = new FrameBuffer(this.uplink.bytes);
  }

  /** The newest near-RT loop that the RIC can make a control for: the one after the newest observation. */
  get newestControlLoop(): number {
    return Math.max(this.newestMeasured + 1, this.c.engine.nearRtLoop ?? -1);
  }

  /** @param shard of ru-sim that sent it, or its last part */
  onFrame(header: FrameHeader, payload: Buffer, shard = 0): void {
    if (header.type === FrameType.downlink) this.onDownlink(header, payload, shard);
    else if (header.type === FrameType.measured) this.onMeasured(header, payload);
    else if (header.type === FrameType.impairments) this.onImpairments(header, payload);
    else if (header.type === FrameType.stop) this.onStop();
    else this.dropped('type', `type ${header.type} from ru-sim`);
  }

  /** The socket has been read: a Downlink in it is answered at once, before E2 and D2 that may lie in theirs. */
  onRead(): void {
    const { queued } = this;
    if (queued === null) return;
    this.queued = null;
    this.c.engine.begin(queued);
  }

  stop(): void {
    if (this.endTimer !== null) clearTimeout(this.endTimer);
  }

  /** Counts and logs a frame that is dropped. */
  dropped(fault: FrameFault, detail: string): void {
    this.c.metrics.invalidFrames.add({ reason: fault });
    this.limited.warn({ fault, detail }, 'O-FH frame dropped');
  }

  countLate(what: 'control' | 'd2'): void {
    this.c.metrics.late.add({ what });
    if (what === 'control') this.c.record.lateControls++;
    else this.c.record.lateD2++;
  }

  sendMinimumRates(steps: RateSteps): void {
    const frame = new FrameBuffer(rateStepsBytes(steps.users.length));
    encodeRateSteps(frame, steps);
    this.c.ofh.send(
      frame.stamp(FrameType.minimumRate, 0, this.c.engine.slot, this.c.engine.nearRtLoop ?? -1),
    );
  }

  /** The engine has precoded a slot: the Uplink, which the clock waits for. */
  answer(slot: Slot, times: SlotTimes): void {
    const { cell, ofh, metrics, reports, guard, record } = this.c;
    // The frame of the slot before may still be on its way: it is not written over.
    if (!ofh.drained) this.frame = new FrameBuffer(this.uplink.bytes);
    this.uplink.write(this.frame, cell, times);
    ofh.send(this.frame.stamp(FrameType.uplink, slot.flags, slot.slot, slot.nearRtLoop));
    reports.slotDone();
    metrics.slots.value++;
    metrics.dAppSeconds.observe(times.dAppMs / 1000);
    metrics.refusedPrecoders.value = guard.refused;
    record.addSlot(times);
    if ((slot.flags & FrameFlag.last) !== 0) this.beginEnd(slot);
  }

  /** A loop's last slot is over. What is told of it is kept: the next slot may come before it goes. */
  private beginEnd({ nearRtLoop, slot }: Slot): void {
    const { d2, record, guard } = this.c;
    this.endLoop();
    d2.gather(nearRtLoop, slot);
    this.ended = record.take(nearRtLoop, slot, guard.refused);
  }

  /** D2 and the record of a loop that has ended. */
  private endLoop(): void {
    const { ended, endTimer } = this;
    if (endTimer !== null) clearTimeout(endTimer);
    this.endTimer = null;
    if (ended === null) return;
    this.ended = null;
    const d2 = this.c.d2.send();
    if (ended.nearRtLoop >= 0) this.c.bus.publishKpi({ ...ended, d2 });
  }

  private onDownlink(header: FrameHeader, payload: Buffer, shard: number): void {
    const { engine, ofh, reports } = this.c;
    const { slot, nearRtLoop, flags } = header;
    // After a break ru-sim asks again for what it has no answer to.
    if (slot === engine.answered) return ofh.sendTo(shard, this.frame.bytes);
    if (engine.isWaitingFor(slot)) return;
    if (slot < engine.answered && (flags & FrameFlag.start) !== 0) return this.anotherRun();
    if (slot < engine.answered) return this.dropped('slot', `slot ${slot} after slot ${engine.answered}`);
    // No Measured has come.
    if (this.endTimer === null) this.endLoop();
    const good = this.read(payload);
    // The slot that starts a run needs no precoders from the RIC.
    if ((flags & FrameFlag.start) === 0) reports.onCsi(nearRtLoop, slot, good ? payload : null);
    if (slot <= this.init.lastLockstep) engine.begin({ slot, nearRtLoop, flags });
    else this.queue({ slot, nearRtLoop, flags });
  }

  /** ru-sim has begun anew: what this process holds is of a run that is no more. */
  private anotherRun(): void {
    this.c.fail(
      new ChorusError('CHORUS_PEER_LOST', { peer: 'ru-sim', reason: 'it has started another run' }),
    );
  }

  /**
   * @returns whether the payload was in order. One that was not leaves the channels before in force and
   * is answered all the same: the clock must not stand still for one frame.
   */
  private read(payload: Buffer): boolean {
    try {
      this.downlink.read(payload, this.c.cell);
      return true;
    } catch (error) {
      this.dropped(faultOf(error), String(error));
      return false;
    }
  }

  /** Realtime: of several Downlinks that lie in the socket only the newest is worth an answer. */
  private queue(slot: Slot): void {
    if (this.queued !== null) {
      this.c.metrics.skippedSlots.value++;
      // A loop that ends with a skipped slot still sends its D2.
      if ((this.queued.flags & FrameFlag.last) !== 0) {
        this.beginEnd(this.queued);
        this.endLoop();
      }
    }
    this.queued = slot;
  }

  private onMeasured({ slot, nearRtLoop }: FrameHeader, payload: Buffer): void {
    // Sent again after a break.
    if (nearRtLoop <= this.newestMeasured) return;
    try {
      if (payload.length !== this.measuredBytes)
        throw new ChorusError('CHORUS_PAYLOAD_LENGTH', {
          what: 'Measured',
          bytes: payload.length,
          expected: this.measuredBytes,
        });
      checkFinite(
        new Float32Array(payload.buffer as ArrayBuffer, payload.byteOffset, payload.length / 4),
        'Measured',
      );
    } catch (error) {
      return this.dropped(faultOf(error), String(error));
    }
    this.newestMeasured = nearRtLoop;
    this.c.reports.onMeasured(nearRtLoop, slot, payload);
    // Whoever has not answered the loop's last slot, or reported it, has the processors first.
    this.endTimer ??= setTimeout(() => this.endLoop(), END_PAUSE_MS);
  }

  private onImpairments({ slot, nearRtLoop }: FrameHeader, payload: Buffer): void {
    try {
      this.c.impairments.take(payload, slot);
    } catch (error) {
      return this.dropped(faultOf(error), String(error));
    }
    this.c.log.info({ slot, nearRtLoop }, 'impairments change');
  }

  private onStop(): void {
    // Every shard says it.
    if (this.over) return;
    this.over = true;
    this.endLoop();
    this.c.ofh.finish();
    this.c.log.info('the run is over');
  }
}

function faultOf(error: unknown): FrameFault {
  if (hasCode(error, 'CHORUS_PAYLOAD_NOT_FINITE')) return 'not-finite';
  return hasCode(error, 'CHORUS_PAYLOAD_LENGTH') ? 'length' : 'content';
}
