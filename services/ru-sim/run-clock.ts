import type { Bus } from '@chorus/platform/bus.ts';
import type { Region } from '@chorus/phy';
import type { ProcessContext } from '@chorus/platform/process.ts';
import { lastLockstepSlot, lastSlot, loopOfSlot } from '@chorus/platform/slots.ts';
import type { Air } from './air.ts';
import { Answers } from './answers.ts';
import type { ImpairmentSchedule } from './impairment-schedule.ts';
import { LoopRecord } from './loop-record.ts';
import { writeMeasured } from './measured.ts';
import { Metronome } from './metronome/metronome.ts';
import type { MinimumRatePlan } from './minimum-rate-plan.ts';
import type { RuSimMetrics } from './metrics.ts';
import type { OduLink } from './odu-link.ts';
import { Pacer } from './pacer.ts';
import type { Shards } from './shards/shards.ts';

/** Deadlines kept for answers that come later. */
const REMEMBERED = 4096;

interface Components {
  context: ProcessContext;
  air: Air;
  links: readonly OduLink[];
  impairments: ImpairmentSchedule;
  minimumRates: MinimumRatePlan;
  metrics: RuSimMetrics;
  bus: Bus;
  /** What is held here, and the shards that hold the rest. */
  region: Region;
  shards: Shards;
}

/**
 * The run, slot by slot: Downlink; the channel steps while the O-DUs compute; uplinks; what the users
 * measure; mu (29). At a loop's end Measured and the KPI record.
 */
export class RunClock {
  readonly answers: Answers;
  slot = 0;
  nearRtLoop = -1;
  /** Whether the scenario's last loop has passed. */
  done = false;
  private readonly components: Components;
  private readonly record: LoopRecord;
  private readonly pacer: Pacer;
  private readonly metronome = new Metronome();
  private readonly stopping = new AbortController();
  /** O-RUs whose power this shard records, [L]. */
  private readonly owned: Uint8Array;
  /** Of the last slots, by slot: where the clock gave some up they cannot be counted back (realtime). */
  private readonly deadlines = new Float64Array(REMEMBERED);
  /** Slots up to this one wait for every answer. */
  private readonly lastLockstep: number;
  /** RT loops that the clock has given up so far. */
  private slips = 0;
  /** Publishes the record of the loop that has ended, when there is time for it. */
  private publish: (() => void) | null = null;

  constructor(components: Components) {
    const { context, links, region } = components;
    const { scenario, options, topology } = context;
    this.components = components;
    this.answers = new Answers(links, { patienceS: options.patienceS });
    this.record = new LoopRecord(region.users.length);
    this.lastLockstep = lastLockstepSlot(scenario.clock);
    this.pacer = new Pacer(scenario.clock.rt_loop_ms);
    this.owned = new Uint8Array(topology.L);
    for (const radio of region.radios) this.owned[radio] = 1;
  }

  /** @throws ChorusError CHORUS_STALLED, CHORUS_PEER_LOST */
  async run(): Promise<void> {
    const watching = this.answers.watch(this.stopping.signal);
    if (Number.isFinite(this.lastLockstep)) this.metronome.start();
    try {
      await Promise.race([this.slots(), watching.then(() => new Promise<never>(() => {}))]);
    } finally {
      this.stop();
      await this.metronome.stop();
    }
  }

  stop(): void {
    this.stopping.abort();
    this.answers.cancel();
  }

  /** Another shard's clock has given up RT loops: so does this one (realtime). @param total so far */
  giveUp(total: number): void {
    const slips = total - this.slips;
    if (slips <= 0) return;
    this.pacer.giveUp(slips);
    this.countSlips(slips);
  }

  sendStop(): void {
    for (const link of this.components.links) link.sendStop(this.slot, this.nearRtLoop);
  }

  /** An O-DU has answered a slot, the current one or one before. */
  answered(slot: number): void {
    if (slot > this.lastLockstep) {
      const deadline = slot === this.slot ? this.pacer.deadline : this.deadlines[slot % REMEMBERED];
      this.record.addAnswer(performance.now() - deadline);
    }
    this.answers.arrived();
  }

  /** Holds the O-RUs of an O-DU to P_max (10c) and notes the largest power. */
  guard({ odu }: OduLink): void {
    const { air, metrics, context } = this.components;
    const { radiosOfOdu, pMax } = context.topology;
    const powers = air.guard(odu);
    for (let j = 0; j < powers.length; j++) {
      if (this.owned[radiosOfOdu[odu][j]] === 0) continue;
      const ratio = powers[j] / pMax;
      this.record.addPower(ratio);
      if (ratio > 1) metrics.powerExcess.add({ odu: String(odu) });
    }
  }

  private async slots(): Promise<void> {
    const { air, context, bus, shards } = this.components;
    const { near_rt_loops, rt_loops } = context.scenario.clock;
    const end = near_rt_loops === 0 ? Infinity : lastSlot(near_rt_loops - 1, rt_loops);
    const { signal } = this.stopping;
    this.estimate();
    let beganAt = performance.now();
    for (; ; this.slot++) {
      if (!shards.mayBegin(this.slot)) await shards.untilMayBegin(this.slot, signal);
      if (signal.aborted) return;
      this.begin(beganAt);
      air.step();
      this.estimate();
      this.publishRecord();
      const { isPaced } = this;
      if (isPaced) await this.metronome.until(this.pacer.deadline, this.answers, signal);
      else await this.answers.all();
      if (signal.aborted) return;
      if (isPaced) this.countLate();
      this.finish(beganAt);
      // Where one slot ends the next begins: no time between them is lost to the records.
      beganAt = isPaced ? await this.pace() : this.beginGrid();
      if (signal.aborted) return;
      if (this.slot === lastSlot(this.nearRtLoop, rt_loops)) this.recordLoop(beganAt, this.slot === end);
      if (this.slot === end) break;
    }
    this.sendStop();
    this.publishRecord();
    await shards.complete(signal);
    await bus.flush();
    this.done = true;
    context.log.info({ slot: this.slot, nearRtLoop: this.nearRtLoop }, 'the run is over');
  }

  /** Writes the CSI of the slot to come into its frames. */
  private estimate(): void {
    const { air, links } = this.components;
    const csi = air.estimate();
    for (const { downlink, nextDownlink } of links) downlink.writeCsi(nextDownlink, csi);
  }

  /** Sends the slot's Downlink to every O-DU. */
  private begin(now: number): void {
    const { air, links, impairments, minimumRates, metrics, context } = this.components;
    const { rt_loops } = context.scenario.clock;
    const loop = loopOfSlot(this.slot, rt_loops);
    if (loop !== this.nearRtLoop || this.slot === 0) this.record.begin(now);
    this.nearRtLoop = loop;
    minimumRates.apply(this.slot, air.rMin);
    this.answers.begin(this.slot);
    impairments.begin(this.slot);
    this.prepareImpairments();
    const last = this.slot === lastSlot(loop, rt_loops);
    for (const link of links) {
      if (this.isPaced && !link.drained) {
        metrics.skippedDownlinks.add({ odu: String(link.odu) });
        continue;
      }
      link.downlink.writeMu(link.nextDownlink, air.mu);
      link.sendDownlink(this.slot, loop, last);
    }
  }

  /** Those that begin in the slot to come: the O-DUs learn of them now, and its channel and CSI are drawn with them. */
  private prepareImpairments(): void {
    const { air, links, impairments, shards } = this.components;
    const next = impairments.prepare(this.slot + 1);
    if (next === null) return;
    if (shards.tellsOdus) for (const link of links) link.sendImpairments(next);
    air.impair(next.set);
  }

  /** Measures; at a loop's end reports. */
  private finish(beganAt: number): void {
    const { air, metrics, context } = this.components;
    air.measure();
    air.updateMu();
    const ms = performance.now() - beganAt;
    this.record.addSlot(air.measurement.rates, ms);
    metrics.slots.value++;
    metrics.slotSeconds.observe(ms / 1000);
    if (this.slot === lastSlot(this.nearRtLoop, context.scenario.clock.rt_loops)) this.endLoop();
  }

  private endLoop(): void {
    const { air, links, metrics, context } = this.components;
    const { topology, scenario } = context;
    const { slot, nearRtLoop, record } = this;
    metrics.sumRate.set(record.close());
    metrics.nearRtLoop.set(nearRtLoop);
    const { observe } = scenario.network;
    for (const link of links) {
      link.sendMeasured(slot, nearRtLoop, (frame) =>
        writeMeasured(frame, topology, link.odu, observe, air.measurement, record.meanRates),
      );
    }
  }

  /** @param now when the loop's last slot ended */
  private recordLoop(now: number, last: boolean): void {
    const { air, shards, impairments } = this.components;
    const { nearRtLoop, record, isPaced } = this;
    if (nearRtLoop < 0) return;
    const part = record.part(nearRtLoop, air);
    const rest = { last, impairments: impairments.inForce.set, wall: record.wall(now, isPaced) };
    this.publish = () => shards.endLoop(part, rest);
  }

  private publishRecord(): void {
    this.publish?.();
    this.publish = null;
  }

  private countLate(): void {
    const { metrics, context } = this.components;
    const endsLoop = this.slot === lastSlot(this.nearRtLoop, context.scenario.clock.rt_loops);
    const { missing } = this.answers;
    if (missing.length > 0) this.record.addLateSlot();
    for (const { odu } of missing) {
      this.record.addLate();
      metrics.lateAnswers.add({ odu: String(odu), deadline: 'rt_loop' });
      if (endsLoop) metrics.lateAnswers.add({ odu: String(odu), deadline: 'near_rt_loop' });
    }
  }

  /** Whether the slot has a deadline. */
  private get isPaced(): boolean {
    return this.slot > this.lastLockstep;
  }

  /** A slot without a deadline has ended, maybe the last before those that have one. @returns when it was */
  private beginGrid(): number {
    const now = performance.now();
    if (this.slot === this.lastLockstep) this.pacer.start(now);
    return now;
  }

  /** Waits for the end of the slot. @returns when it was */
  private async pace(): Promise<number> {
    await this.metronome.until(this.pacer.deadline, null, this.stopping.signal);
    const now = performance.now();
    this.deadlines[this.slot % REMEMBERED] = this.pacer.deadline;
    const slips = this.pacer.advance(now);
    if (slips > 0) {
      this.countSlips(slips);
      this.components.shards.slipped(this.slips);
    }
    return now;
  }

  private countSlips(slips: number): void {
    this.slips += slips;
    this.record.addSlips(slips);
    this.components.metrics.clockSlips.value += slips;
  }
}
