import { range, regions, type Region } from '@chorus/phy';
import { connectBus, type Bus } from '@chorus/platform/bus.ts';
import { ChorusError, hasCode } from '@chorus/platform/errors.ts';
import { FrameType, type FrameHeader } from '@chorus/platform/frames.ts';
import { longestUp } from '@chorus/platform/ofh.ts';
import { impairmentsOf } from '@chorus/platform/impairments.ts';
import type { ProcessContext, Service } from '@chorus/platform/process.ts';
import { decodeRateSteps } from '@chorus/platform/rate-steps.ts';
import { withPatience } from '@chorus/platform/retry.ts';
import { listenAddress } from '@chorus/platform/shards.ts';
import { loopOfSlot } from '@chorus/platform/slots.ts';
import { Air } from './air.ts';
import { ImpairmentSchedule } from './impairment-schedule.ts';
import { serveImpairments } from './impairments-api.ts';
import { RunClock } from './run-clock.ts';
import { MinimumRatePlan } from './minimum-rate-plan.ts';
import { RuSimMetrics } from './metrics.ts';
import { OduLink } from './odu-link.ts';
import { OfhServer } from './ofh-server.ts';
import { joinShards, leadOf } from './shards/join.ts';
import type { Shards } from './shards/shards.ts';

/** O-RUs, users and channel, or a region of them (`ru_sim.shards`); owns the clock. */
export class RuSim implements Service {
  /** Where O-FH listens, once started. */
  address = '';
  private readonly context: ProcessContext;
  private readonly metrics: RuSimMetrics;
  private readonly air: Air;
  private readonly links: readonly OduLink[];
  private readonly server: OfhServer;
  private readonly impairments: ImpairmentSchedule;
  private readonly minimumRates: MinimumRatePlan;
  private readonly region: Region;
  private readonly shards: Shards;
  private clock: RunClock | null = null;
  private bus: Bus | null = null;
  private run: Promise<void> | null = null;

  /** @throws ChorusError CHORUS_USAGE where the scenario has no such shard */
  constructor(context: ProcessContext) {
    const { topology, scenario, options, digest, log, metrics: registry } = context;
    const { index: shard } = options;
    const { shards } = scenario.ru_sim;
    if (shard >= shards)
      throw new ChorusError('CHORUS_USAGE', {
        reason: `--index ${shard}; this scenario has shards 0 to ${shards - 1} of ru-sim`,
      });
    this.context = context;
    const metrics = new RuSimMetrics(registry);
    this.metrics = metrics;
    const all = regions(topology, shards);
    this.region = all[shard];
    const { users } = this.region;
    this.air = new Air(topology, scenario, users);
    this.impairments = new ImpairmentSchedule(impairmentsOf(scenario), {
      rtLoops: scenario.clock.rt_loops,
      lead: leadOf(scenario),
    });
    this.minimumRates = new MinimumRatePlan(users);
    this.shards = joinShards({ context, metrics, regions: all, schedule: this.impairments });
    const odus = range(topology.U);
    const { observe } = scenario.network;
    this.links = odus.map((odu) => new OduLink({ topology, metrics }, { odu, observe, users }));
    this.server = new OfhServer(
      {
        links: this.links,
        metrics,
        log,
        events: {
          onFrame: (link, header, payload) => this.onFrame(link, header, payload),
          onJoin: (link) => this.onPresence(link, 'joined'),
          onLeave: (link) => this.onPresence(link, 'left'),
        },
      },
      {
        address: listenAddress(options.ofh, shard, shards),
        greeting: { odus: topology.U, digest, shard, shards },
        maxPayload: Math.max(...odus.map((odu) => longestUp(topology, odu))),
      },
    );
  }

  prepare(): void {
    serveImpairments(this.context.http, {
      inForce: () => this.impairments.inForce,
      impair: (part) => this.shards.impair(part),
      isOver: () => this.clock?.done === true,
    });
  }

  async start(): Promise<void> {
    const { health, log, options, signal } = this.context;
    this.address = await this.server.listen();
    log.info({ address: this.address }, 'O-FH listens');
    health.waitFor('nats-server');
    this.bus = await connectBus(this.context);
    await this.shards.start(this.bus, (total) => this.clock?.giveUp(total));
    await this.everyOdu(options.patienceS, signal);
    const { context, air, links, impairments, minimumRates, metrics, bus, region, shards } = this;
    this.clock = new RunClock({
      context,
      air,
      links,
      impairments,
      minimumRates,
      metrics,
      bus,
      region,
      shards,
    });
    health.ok(() => ({
      slot: this.clock?.slot,
      nearRtLoop: this.clock?.nearRtLoop,
      done: this.clock?.done,
      odus: this.links.filter(({ connected }) => connected).length,
    }));
    this.run = this.clock.run().catch((error: unknown) => this.context.fail(error));
  }

  async stop(): Promise<void> {
    this.clock?.stop();
    await this.run;
    if (this.clock !== null && !this.clock.done) this.clock.sendStop();
    await this.server.stop();
    await this.bus?.stop();
  }

  /** Resolves once the run is over: its last record is published and Stop is sent. */
  async ended(): Promise<void> {
    await this.run;
  }

  private async everyOdu(seconds: number, signal: AbortSignal): Promise<void> {
    const absent = () => this.links.filter(({ connected }) => !connected).map(({ name }) => name);
    const attempt = async () => {
      if (absent().length === 0) return;
      this.context.health.waitFor(`${absent().join(', ')} on O-FH`);
      throw new Error(`no Hello from ${absent().join(', ')}`);
    };
    await withPatience({ peer: 'O-DUs', address: this.address, seconds, signal }, attempt);
  }

  private onPresence(link: OduLink, what: 'joined' | 'left'): void {
    this.context.log.info({ odu: link.odu, slot: this.clock?.slot }, `O-DU ${what}`);
    this.clock?.answers.changed();
  }

  private onFrame(link: OduLink, header: FrameHeader, payload: Buffer): void {
    if (header.type === FrameType.minimumRate) this.onMinimumRate(link, payload);
    else if (header.type === FrameType.uplink) this.onUplink(link, header, payload);
    else this.server.dropped(link, 'type', `type ${header.type} from an O-DU`);
  }

  private onMinimumRate(link: OduLink, payload: Buffer): void {
    try {
      this.minimumRates.take(decodeRateSteps(payload, this.context.topology.K));
    } catch (error) {
      this.dropped(link, error);
    }
  }

  private onUplink(link: OduLink, { slot, nearRtLoop }: FrameHeader, payload: Buffer): void {
    const { clock } = this;
    const expected = loopOfSlot(slot, this.context.scenario.clock.rt_loops);
    if (clock === null || slot > clock.slot || slot <= link.answered || nearRtLoop !== expected) {
      this.server.dropped(link, 'slot', `an answer to slot ${slot}, loop ${nearRtLoop}`);
      return;
    }
    try {
      link.uplink.read(payload, this.air.V, this.air.xi, link.times);
      clock.guard(link);
    } catch (error) {
      // Still an answer: the O-DU's last good precoders stay in force and the clock goes on.
      this.dropped(link, error);
    }
    link.answered = slot;
    clock.answered(slot);
  }

  private dropped(link: OduLink, error: unknown): void {
    const fault = hasCode(error, 'CHORUS_PAYLOAD_NOT_FINITE')
      ? 'not-finite'
      : hasCode(error, 'CHORUS_PAYLOAD_LENGTH')
        ? 'length'
        : 'content';
    this.server.dropped(link, fault, error instanceof Error ? error.message : String(error));
  }
}
