import type { XApp, XAppInit } from '@chorus/contracts';
import { connectBus, type Bus } from '@chorus/platform/bus.ts';
import { ChorusError } from '@chorus/platform/errors.ts';
import { warmFetch } from '@chorus/platform/fetch-model.ts';
import { loadXApp } from '@chorus/platform/load-app.ts';
import { LogLimit } from '@chorus/platform/log-limit.ts';
import type { ProcessContext, Service } from '@chorus/platform/process.ts';
import {
  IndicationHeader,
  IndicationMessage,
  RicIndication,
  type IndicationNotice,
  type NodeOutcome,
} from '@chorus/platform/proto.ts';
import { connectRedis } from '@chorus/platform/redis.ts';
import { xappInit } from '@chorus/platform/scenario-twin.ts';
import { reportFor, schemeApps } from '@chorus/platform/schemes.ts';
import { Sdl } from '@chorus/platform/sdl.ts';
import { lastSlot } from '@chorus/platform/slots.ts';
import { experienceSubject, xappName } from '@chorus/platform/xapp-name.ts';
import type { Redis } from 'ioredis';
import { AppErrors, type LoopErrors } from './app-errors.ts';
import { FilterRunner } from './filter-runner.ts';
import { HostMetrics } from './host-metrics.ts';
import { ModelChanges } from './model-changes.ts';
import { NoticeBoard } from './notice-board.ts';
import { PrecoderRunner } from './precoder-runner.ts';
import { RicClient } from './ric-client.ts';
import { usersOfReplica, type Decision, type Runner } from './runner.ts';
import { Timings } from './timings.ts';

/**
 * The process around an xApp: subscribes, waits for the reports of all E2 nodes, reads them from the
 * SDL, lets the app decide for this replica's users, and sends one control.
 */
export class XappHost implements Service {
  private readonly context: ProcessContext;
  private readonly board: NoticeBoard;
  private readonly metrics: HostMetrics;
  private readonly timings = new Timings();
  private readonly errors = new AppErrors();
  private readonly limited: LogLimit;
  private readonly abort = new AbortController();
  private runner: Runner | null = null;
  private readonly models: ModelChanges;
  private init: XAppInit | null = null;
  private client: RicClient | null = null;
  private sdl: Sdl | null = null;
  private redis: Redis | null = null;
  private bus: Bus | null = null;
  /** The newest complete set that has not been looked at. */
  private next: IndicationNotice[] | null = null;
  private working = false;
  private readonly experienceSubject: string;

  constructor(context: ProcessContext) {
    this.context = context;
    this.experienceSubject = experienceSubject(xappName(schemeApps(context.scenario).xapp ?? 'none'));
    this.board = new NoticeBoard(context.topology.radiosOfOdu.map((_, odu) => `o-du-${odu}`));
    this.metrics = new HostMetrics(context.metrics);
    this.limited = new LogLimit(context.log);
    const { log } = context;
    this.models = new ModelChanges({
      log,
      metrics: this.metrics,
      makeApp: () => this.load(schemeApps(context.scenario).xapp as string),
      tryOut: async (app, users) => {
        if (this.runner instanceof FilterRunner) await this.runner.tryOut(app, users);
      },
      report: async (report) => this.client?.reportModels(report),
    });
  }

  async start(): Promise<void> {
    const { health, options, scenario, digest, log, signal } = this.context;
    const { xapp } = schemeApps(scenario);
    const { replicas } = scenario.xapp;
    if (xapp === null)
      throw new ChorusError('CHORUS_USAGE', { reason: `scheme ${scenario.scheme.name} has no xApp` });
    if (options.index >= replicas)
      throw new ChorusError('CHORUS_USAGE', {
        reason: `--index is ${options.index}; allowed: 0 to ${replicas - 1} (xapp.replicas)`,
      });
    health.waitFor('the xApp to load');
    this.runner = this.makeRunner(await this.load(xapp));
    await warmFetch();
    health.waitFor('redis-server');
    this.redis = await connectRedis(this.context);
    this.sdl = new Sdl({ redis: this.redis }, { namespace: 'precoding' });
    health.waitFor('nats-server');
    this.bus = await connectBus(this.context);
    health.waitFor('near-rt-ric');
    this.client = new RicClient(
      { log, signal: AbortSignal.any([signal, this.abort.signal]) },
      {
        address: options.xappApi,
        digest,
        xapp: { name: xappName(xapp), replica: options.index, replicas },
        patienceS: options.patienceS,
      },
    );
    await this.subscribe(this.client, this.runner);
  }

  async stop(): Promise<void> {
    this.abort.abort();
    this.client?.stop();
    await this.bus?.stop();
    this.redis?.disconnect();
  }

  private async load(xapp: string): Promise<XApp> {
    const { scenario, topology } = this.context;
    // One for all apps that are made: an RZF scheme's lambda takes long to tune.
    this.init ??= xappInit(scenario, topology);
    return loadXApp(xapp, { topology, observe: scenario.network.observe }, this.init);
  }

  private makeRunner(app: XApp): Runner {
    const { scenario, topology, options } = this.context;
    const users = usersOfReplica(topology.K, options.index, scenario.xapp.replicas);
    const onAppError = (what: string, error: unknown) => this.appFailed(app.name, what, error);
    const onUnreadable = (what: string, error: unknown) => this.unreadable(what, error);
    if (app.gives === 'precoders') {
      const init = { users, rtLoops: scenario.clock.rt_loops };
      return new PrecoderRunner({ topology, app, onAppError, onUnreadable }, init);
    }
    const report = reportFor(app, scenario.network.observe);
    const { explore } = scenario.xapp;
    return new FilterRunner({ topology, app, onAppError, onUnreadable }, { report, users, explore });
  }

  /** Resolves with the first subscription; later ones follow by themselves. */
  private async subscribe(client: RicClient, { period, report }: Runner): Promise<void> {
    const { context } = this;
    const { health, log } = context;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    let subscribed = false;
    client
      .subscribe(period, report, {
        subscribed: (e2Nodes) => {
          log.info({ period, report, e2Nodes }, 'subscribed');
          subscribed = true;
          health.ok();
          resolve();
        },
        notice: (notice) => this.notice(notice),
        plan: (plan) => this.models.plan(plan),
        takeover: (takeover) => this.models.takeover(takeover),
        lost: (reason) => {
          this.board.clear();
          if (subscribed) log.warn({ reason }, 'lost the near-RT RIC, trying again');
          subscribed = false;
          health.waitFor('near-rt-ric');
        },
      })
      .then(resolve, (error: unknown) => {
        context.fail(error);
        reject(error instanceof Error ? error : new Error(String(error)));
      });
    await promise;
  }

  private notice(notice: IndicationNotice): void {
    const set = this.board.take(notice);
    if (set === null) return;
    this.next = set;
    if (!this.working) this.work().catch((error: unknown) => this.context.fail(error));
  }

  /** One set at a time; of those that come meanwhile the newest is next. */
  private async work(): Promise<void> {
    this.working = true;
    while (this.next !== null) {
      const notices = this.next;
      this.next = null;
      await this.decide(notices);
    }
    this.working = false;
  }

  private async decide(notices: IndicationNotice[]): Promise<void> {
    if (this.sdl === null || this.runner === null) return;
    const begun = performance.now();
    const values = await this.sdl.get(notices.map(({ sdlKey }) => sdlKey));
    const read = performance.now();
    const reports = values.map((value, odu) => this.decode(value, notices[odu]));
    // A newer report has taken the place of one: its notice is on the way.
    if (reports.some((report) => report === 'superseded')) return;
    if (this.isOver(notices[0])) return;
    const next = this.models.due(notices[0].nearRtLoop + 1);
    if (next !== null && this.runner instanceof FilterRunner) this.runner.use(next);
    const decision = this.runner.run(reports as (IndicationMessage | null)[], notices[0]);
    if (decision === null) return;
    if (decision.experience) this.bus?.publish(this.experienceSubject, decision.experience);
    const sent = performance.now();
    const sdlMs = read - begun;
    const xAppMs = sent - read;
    this.metrics.decided(xAppMs);
    this.errors.decided(decision.failed);
    // Taken now: errors of the next loop may come before the outcome of this loop's last control.
    const errors = decision.endsLoop ? this.errors.take() : null;
    // Not awaited: an O-DU that does not answer must not hold up the next decision.
    void this.send(
      { ...decision, models: this.models.generation },
      notices[0].slot,
      { sdlMs, xAppMs, sent },
      errors,
    );
  }

  /** The report that ends the scenario's last loop: no loop follows for a control to be made for. */
  private isOver({ nearRtLoop, slot }: IndicationNotice): boolean {
    const { near_rt_loops, rt_loops } = this.context.scenario.clock;
    if (near_rt_loops === 0 || this.runner?.period !== 'NEAR_RT_LOOP') return false;
    return nearRtLoop >= near_rt_loops - 1 && slot >= lastSlot(near_rt_loops - 1, rt_loops);
  }

  /** @returns null where it cannot be read */
  private decode(
    value: Buffer | null,
    { slot, sdlKey }: IndicationNotice,
  ): IndicationMessage | 'superseded' | null {
    try {
      if (value === null) throw new Error('there is no such key');
      const { header, message } = RicIndication.decode(value);
      return IndicationHeader.decode(header).slot === slot ? IndicationMessage.decode(message) : 'superseded';
    } catch (error) {
      this.unreadable(sdlKey, error);
      return null;
    }
  }

  private unreadable(what: string, error: unknown): void {
    this.limited.error({ err: error, what }, 'unreadable report in the SDL');
    this.metrics.unreadable();
  }

  private async send(
    { header, message, models }: Decision & { models: number },
    slot: number,
    { sdlMs, xAppMs, sent }: { sdlMs: number; xAppMs: number; sent: number },
    errors: LoopErrors | null,
  ): Promise<void> {
    const { name } = this.context;
    try {
      const outcomes = await this.client?.control(header, message, models);
      for (const outcome of outcomes ?? []) this.outcome(outcome, header);
    } catch (error) {
      this.metrics.outcome('near-rt-ric', 'unreachable');
      this.limited.warn({ err: error, ...header }, 'control not delivered');
    }
    this.timings.add({ sdlMs, xAppMs, controlMs: performance.now() - sent });
    if (errors === null || this.context.signal.aborted) return;
    const { nearRtLoop } = header;
    this.bus?.publishKpi({
      process: name,
      nearRtLoop,
      slot,
      ...errors,
      wall: { unixMs: Date.now(), ...this.timings.take() },
    });
  }

  private outcome({ e2NodeId, cause, appliedAtSlot }: NodeOutcome, header: Decision['header']): void {
    this.metrics.outcome(e2NodeId || 'near-rt-ric', cause?.value ?? 'applied');
    if (cause !== null) this.limited.warn({ e2NodeId, cause, ...header }, 'control refused');
    else this.context.log.trace({ e2NodeId, appliedAtSlot, ...header }, 'control applied');
  }

  private appFailed(name: string, what: string, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    const failure = new ChorusError('CHORUS_APP_FAILED', { name, what, reason }, { cause: error });
    this.metrics.appFailed();
    this.errors.add(reason);
    this.limited.error({ err: failure }, 'the xApp failed; its last control for these users stays');
  }
}
