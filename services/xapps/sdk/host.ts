import { connectBus, type Bus } from '@chorus/platform/bus.ts';
import { ChorusError } from '@chorus/platform/errors.ts';
import { warmFetch } from '@chorus/platform/fetch-model.ts';
import { moduleVersion } from '@chorus/platform/load-app.ts';
import { LogLimit } from '@chorus/platform/log-limit.ts';
import type { ProcessContext, Service } from '@chorus/platform/process.ts';
import type { IndicationNotice, NodeOutcome, Period, Report } from '@chorus/platform/proto.ts';
import { connectRedis } from '@chorus/platform/redis.ts';
import { givenFor, schemeApps } from '@chorus/platform/schemes.ts';
import { Sdl } from '@chorus/platform/sdl.ts';
import { lastSlot } from '@chorus/platform/slots.ts';
import { experienceSubject, xappName } from '@chorus/platform/xapp-name.ts';
import type { Redis } from 'ioredis';
import { AppChanges } from './app-changes.ts';
import { AppMaker, type Seat } from './app-maker.ts';
import { AppErrors, type LoopErrors } from './app-errors.ts';
import { FilterRunner } from './filter-runner.ts';
import { HostMetrics } from './host-metrics.ts';
import { ModelChanges } from './model-changes.ts';
import { NoticeBoard } from './notice-board.ts';
import { ReportReader } from './report-reader.ts';
import { RicClient } from './ric-client.ts';
import { usersOfReplica, type Decision } from './runner.ts';
import { Timings } from './timings.ts';

/**
 * The process around an xApp: subscribes, waits for the reports of all E2 nodes, reads them from the
 * SDL, lets the app decide for this replica's users, and sends one control.
 */
export class XappHost implements Service {
  private readonly context: ProcessContext;
  /** By report. */
  private readonly boards = new Map<string, NoticeBoard>();
  private readonly metrics: HostMetrics;
  private readonly timings = new Timings();
  private readonly errors = new AppErrors();
  private readonly limited: LogLimit;
  private readonly abort = new AbortController();
  private readonly maker: AppMaker;
  private readonly models: ModelChanges;
  private readonly apps: AppChanges;
  /** What decides now, and what did last in this process where nothing of it does now. */
  private seat: Seat = { app: '', scheme: '', version: 0, runner: null };
  private last: Seat = this.seat;
  private client: RicClient | null = null;
  private reader: ReportReader | null = null;
  private redis: Redis | null = null;
  private bus: Bus | null = null;
  /** The newest complete set of each report that has not been looked at. */
  private readonly next = new Map<string, IndicationNotice[]>();
  /** The newest that nothing here decided on, for when that changes. */
  private readonly kept = new Map<string, IndicationNotice[]>();
  private working = false;
  private readonly experienceSubject: string;

  constructor(context: ProcessContext) {
    this.context = context;
    this.experienceSubject = experienceSubject(xappName(schemeApps(context.scenario).xapp ?? 'none'));
    this.metrics = new HostMetrics(context.metrics);
    this.limited = new LogLimit(context.log);
    const { log, scenario, topology, options } = context;
    this.models = new ModelChanges({
      log,
      metrics: this.metrics,
      makeApp: async () => {
        const { app, scheme } = await this.apps.toCome();
        return this.maker.load(app, scheme);
      },
      tryOut: async (app, users) => {
        if (this.last.runner instanceof FilterRunner) await this.last.runner.tryOut(app, users);
      },
      report: async (report) => this.client?.reportModels(report),
    });
    this.maker = new AppMaker(
      {
        scenario,
        topology,
        withModels: (app) => this.models.withModels(app),
        onAppError: (what, error) => this.appFailed(what, error),
        onUnreadable: (what, error) => this.unreadable(what, error),
      },
      { users: usersOfReplica(topology.K, options.index, scenario.xapp.replicas) },
    );
    this.apps = new AppChanges({
      log,
      metrics: this.metrics,
      prepare: (assignments, before) => this.maker.prepare(assignments, before),
      last: () => this.last,
      report: async (report) => this.client?.reportApps(report),
      onTakeover: () => this.lookAgain(),
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
    const runner = this.maker.makeRunner(await this.maker.load(xapp, scenario.scheme.name));
    const version = moduleVersion(xapp);
    this.seat = this.last = { app: xapp, scheme: scenario.scheme.name, version, runner };
    await warmFetch();
    health.waitFor('redis-server');
    this.redis = await connectRedis(this.context);
    this.reader = new ReportReader(
      {
        sdl: new Sdl({ redis: this.redis }, { namespace: 'precoding' }),
        onUnreadable: (what, error) => this.unreadable(what, error),
        onReadAgain: () => this.metrics.readAgain(),
        signal,
      },
      { patienceS: options.patienceS },
    );
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
    await this.subscribe(this.client, runner);
  }

  async stop(): Promise<void> {
    this.abort.abort();
    this.client?.stop();
    await this.bus?.stop();
    this.redis?.disconnect();
  }

  /** Resolves with the first subscription; later ones follow by themselves. */
  private async subscribe(
    client: RicClient,
    { period, report }: { period: Period; report: Report },
  ): Promise<void> {
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
        notices: (notices) => {
          for (const notice of notices) this.notice(notice);
        },
        plan: (plan) => this.models.plan(plan),
        takeover: (takeover) => this.models.takeover(takeover),
        appPlan: (plan) => this.apps.plan(plan),
        appTakeover: (takeover) => this.apps.takeover(takeover),
        wanted: () => this.last.runner ?? { period, report },
        lost: (reason) => {
          for (const board of this.boards.values()) board.clear();
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
    const report = reportOf(notice);
    let board = this.boards.get(report);
    if (board === undefined) {
      board = new NoticeBoard(this.context.topology.radiosOfOdu.map((_, odu) => `o-du-${odu}`));
      this.boards.set(report, board);
    }
    const set = board.take(notice);
    if (set === null) return;
    this.next.set(report, set);
    this.goOn();
  }

  /** Another app may decide on what nothing decided on. */
  private lookAgain(): void {
    for (const [report, set] of this.kept) if (!this.next.has(report)) this.next.set(report, set);
    this.kept.clear();
    this.goOn();
  }

  private goOn(): void {
    if (!this.working) this.work().catch((error: unknown) => this.context.fail(error));
  }

  /** One set at a time; of those that come meanwhile the newest of each report is next. */
  private async work(): Promise<void> {
    this.working = true;
    for (let [entry] = this.next; entry !== undefined; [entry] = this.next) {
      this.next.delete(entry[0]);
      await this.decide(...entry);
    }
    this.working = false;
  }

  private async decide(report: string, notices: IndicationNotice[]): Promise<void> {
    if (this.reader === null) return;
    this.change(report, notices[0]);
    const { runner } = this.seat;
    if (runner?.report !== report) {
      this.kept.set(report, notices);
      return;
    }
    this.kept.delete(report);
    const begun = performance.now();
    const reports = await this.reader.read(notices);
    const read = performance.now();
    // A newer report has taken the place of one: its notice is on the way.
    if (reports === null) return;
    if (this.isOver(notices[0])) return;
    const decision = runner.run(reports, notices[0]);
    if (decision === null) return;
    const sent = performance.now();
    const sdlMs = read - begun;
    const xAppMs = sent - read;
    this.errors.decided(decision.failed);
    // Taken now: errors of the next loop may come before the outcome of this loop's last control.
    const errors = decision.endsLoop ? { app: this.seat.app, ...this.errors.take() } : null;
    // Not awaited: an O-DU that does not answer must not hold up the next decision.
    void this.send(
      { ...decision, models: this.models.generation },
      notices[0].slot,
      { sdlMs, xAppMs, sent },
      errors,
    );
    this.metrics.decided(xAppMs);
    if (decision.experience) this.bus?.publish(this.experienceSubject, decision.experience);
  }

  /** Puts in force what is due for the loop that a report leads to a control for. */
  private change(report: string, { nearRtLoop }: IndicationNotice): void {
    const loop = givenFor(report as Report) === 'precoders' ? nearRtLoop : nearRtLoop + 1;
    const prepared = this.apps.due(loop);
    if (prepared !== null) {
      prepared.install();
      this.seat = prepared.seat;
      if (this.seat.runner !== null) this.last = this.seat;
    }
    const { runner } = this.seat;
    const next = runner === null ? null : this.models.due(loop);
    if (next !== null && runner instanceof FilterRunner) runner.use(next);
  }

  /** The report that ends the scenario's last loop: no loop follows for a control to be made for. */
  private isOver({ nearRtLoop, slot }: IndicationNotice): boolean {
    const { near_rt_loops, rt_loops } = this.context.scenario.clock;
    if (near_rt_loops === 0 || this.seat.runner?.period !== 'NEAR_RT_LOOP') return false;
    return nearRtLoop >= near_rt_loops - 1 && slot >= lastSlot(near_rt_loops - 1, rt_loops);
  }

  private unreadable(what: string, error: unknown): void {
    this.limited.error({ err: error, what }, 'unreadable report in the SDL');
    this.metrics.unreadable();
  }

  private async send(
    { header, message, models }: Decision & { models: number },
    slot: number,
    { sdlMs, xAppMs, sent }: { sdlMs: number; xAppMs: number; sent: number },
    errors: (LoopErrors & { app: string }) | null,
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

  private appFailed(what: string, error: unknown): void {
    const name = this.seat.app;
    const reason = error instanceof Error ? error.message : String(error);
    const failure = new ChorusError('CHORUS_APP_FAILED', { name, what, reason }, { cause: error });
    this.metrics.appFailed();
    this.errors.add(reason);
    this.limited.error({ err: failure }, 'the xApp failed; its last control for these users stays');
  }
}

/** Which report a notice is of: its SDL key ends with it. */
function reportOf({ sdlKey }: IndicationNotice): string {
  return sdlKey.slice(sdlKey.lastIndexOf('.') + 1);
}
