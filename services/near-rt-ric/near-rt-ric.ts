import { E2Accounting } from '@chorus/platform/e2-accounting.ts';
import { connectBus, type Bus } from '@chorus/platform/bus.ts';
import { ChorusError } from '@chorus/platform/errors.ts';
import type { ProcessContext, Service } from '@chorus/platform/process.ts';
import { connectRedis } from '@chorus/platform/redis.ts';
import { givenFor, schemeApps, schemeNames } from '@chorus/platform/schemes.ts';
import { Sdl } from '@chorus/platform/sdl.ts';
import { xappName } from '@chorus/platform/xapp-name.ts';
import type { Redis } from 'ioredis';
import { A1Mediator } from './a1/mediator.ts';
import { serveA1 } from './a1/routes.ts';
import { appType } from './a1/app-type.ts';
import { modelType } from './a1/model-type.ts';
import { minimumRateType } from './a1/minimum-rate-type.ts';
import { MinimumRates } from './a1/minimum-rates.ts';
import { AppDelivery } from './apps/app-delivery.ts';
import { HostReports } from './apps/host-reports.ts';
import { ControlRouter } from './control-router.ts';
import { E2Termination } from './e2-termination.ts';
import { Indications } from './indications.ts';
import { kpiRecord } from './kpi.ts';
import { LoopProgress } from './loop-progress.ts';
import { ModelDelivery } from './models/model-delivery.ts';
import { Refusals } from './refusals.ts';
import { scenarioFacts } from './scenario-facts.ts';
import { SubscriptionManager } from './subscription-manager.ts';
import { XappApi } from './xapp-api.ts';

const NODES = 'nodes';

/** The near-RT RIC: E2 termination, subscriptions, SDL, xApp API, A1 and the accounting of E2. */
export class NearRtRic implements Service {
  /** Where it listens, once `start` has begun to wait for peers. */
  e2Address = '';
  xappApiAddress = '';
  private readonly context: ProcessContext;
  private readonly accounting: E2Accounting;
  private readonly termination: E2Termination;
  private readonly subscriptions: SubscriptionManager;
  private readonly controls: ControlRouter;
  private readonly refusals: Refusals;
  private readonly progress: LoopProgress;
  private readonly rates: MinimumRates;
  private readonly models: ModelDelivery;
  private readonly apps: AppDelivery;
  private readonly a1: A1Mediator;
  private api: XappApi | null = null;
  private redis: Redis | null = null;
  private bus: Bus | null = null;
  private onComplete: () => void = () => undefined;

  constructor(context: ProcessContext) {
    this.context = context;
    const { topology, metrics, log, scenario, digest, options } = context;
    const rtLoops = { rtLoops: scenario.clock.rt_loops };
    this.accounting = new E2Accounting({ topology, metrics }, rtLoops);
    this.refusals = new Refusals({ log, metrics });
    this.progress = new LoopProgress(topology, rtLoops);
    this.subscriptions = new SubscriptionManager({ log });
    const { accounting, refusals, progress } = this;
    const init = { digest, odus: topology.U, timeoutMs: 1000 * options.patienceS };
    this.termination = new E2Termination({ accounting, refusals, log }, init);
    const inForce = { xappFor: (loop: number) => this.apps.inForce.xappFor(loop) };
    const routed = { topology, nodes: this.termination, progress, refusals, inForce };
    this.controls = new ControlRouter(routed, rtLoops);
    this.rates = new MinimumRates(
      { topology, log, send: (odu, steps) => this.controls.minimumRates(odu, steps) },
      { rMin: scenario.qos.r_min, ...rtLoops },
    );
    this.models = new ModelDelivery({
      scenario,
      topology,
      progress,
      metrics,
      log,
      toXapp: (name, replica, event) => this.api?.send(name, replica, event),
      toOdu: (odu, message) => this.controls.models(odu, message),
      mayBegin: (target) => !this.apps.busy && (target === 'odu' || this.apps.hostIsInForce),
      onIdle: () => this.apps.resume(),
    });
    this.apps = new AppDelivery({
      scenario,
      topology,
      progress,
      log,
      toXapp: (name, replica, event) => this.api?.send(name, replica, event),
      toOdu: (odu, message) => this.controls.apps(odu, message),
      reports: new HostReports({
        subscriptions: this.subscriptions,
        hosts: () => this.api?.subscribers(this.apps.hostName) ?? [],
      }),
      external: (name) => this.externals().get(name) ?? null,
      mayBegin: () => !this.models.busy,
      onIdle: () => this.models.resume(),
    });
    this.a1 = new A1Mediator();
    this.a1.addType(minimumRateType(topology.K), this.rates);
    this.a1.addType(modelType(topology.K), this.models.policies);
    this.a1.addType(appType(schemeNames), this.apps.policies);
    progress.onFinished = (loop) => this.accounting.loops.finish(loop);
  }

  prepare(): void {
    const { http } = this.context;
    const facts = scenarioFacts(this.context);
    http.get('/e2', async () => this.accounting.report());
    http.get('/apps', async () => this.apps.view([...this.externals().keys()]));
    http.get('/scenario', async () => facts);
    serveA1(http, this.a1);
  }

  async start(): Promise<void> {
    const { context, subscriptions, controls, refusals, topology } = { ...this, ...this.context };
    const { options, log, digest, health, scenario } = context;
    health.waitFor('redis-server');
    this.redis = await connectRedis(context);
    const sdl = new Sdl({ redis: this.redis }, { namespace: 'precoding' });
    await sdl.remove([NODES]);
    health.waitFor('nats-server');
    this.bus = await connectBus(context);
    this.accounting.loops.onComplete = (account) => {
      const models = this.models.inForce.during(account.nearRtLoop);
      const apps = this.apps.inForce.during(account.nearRtLoop);
      // The report that ends the loop goes on its way first.
      setImmediate(() =>
        this.bus?.publishKpi(kpiRecord(context.name, account, this.accounting, models, apps)),
      );
    };

    const fail = (error: unknown) => context.fail(error);
    const indications = new Indications(
      { topology, sdl, subscriptions, progress: this.progress, refusals },
      { rtLoops: scenario.clock.rt_loops, fail },
    );
    this.redis.on('ready', () => {
      const ready = this.termination.ready();
      indications.writeAgain().catch(fail);
      if (ready.length > 0) sdl.addMember(NODES, ...ready).catch(fail);
    });
    this.termination.events = {
      ready: (node) => {
        sdl.addMember(NODES, node.nodeId).catch(fail);
        subscriptions.nodeReady(node).catch(fail);
        this.rates.repeat(node.odu);
        this.apps.nodeReady(node.odu);
        this.models.nodeReady(node.odu);
        this.watch();
      },
      gone: (node) => {
        subscriptions.nodeGone(node);
        this.apps.nodeGone(node.odu);
        this.models.nodeGone(node.odu);
        if (!context.signal.aborted) sdl.removeMember(NODES, node.nodeId).catch(fail);
        this.watch();
      },
      indication: (node, indication, bytes) => indications.take(node, indication, bytes),
    };
    this.api = new XappApi(
      { subscriptions, controls, refusals, log },
      { digest, onChange: () => this.watch(), models: this.models.xapps, apps: this.apps },
    );
    this.e2Address = await this.termination.listen(options.e2);
    this.xappApiAddress = await this.api.listen(options.xappApi);
    log.info({ e2: this.e2Address, xappApi: this.xappApiAddress }, 'listening');
    await this.awaitPeers();
  }

  async stop(): Promise<void> {
    await this.termination.stop();
    await this.api?.stop();
    await this.bus?.stop();
    this.redis?.disconnect();
  }

  /** E2 nodes and xApps of the scenario that are not there. */
  missing(): string[] {
    const { scenario } = this.context;
    const { xapp } = schemeApps(scenario);
    const nodes = this.termination.missing();
    if (xapp === null) return nodes;
    const name = xappName(xapp);
    const there = this.api?.replicas(name) ?? new Set<number>();
    const replicas = Array.from({ length: scenario.xapp.replicas }, (_, replica) => replica);
    return [...nodes, ...replicas.filter((r) => !there.has(r)).map((r) => `xapp-${name}-${r}`)];
  }

  /** xApps in processes of their own, and what each gives by the report that it subscribed to. */
  private externals(): Map<string, 'filters' | 'precoders'> {
    const xapps = [...(this.api?.xapps() ?? [])].filter(([name]) => name !== this.apps.hostName);
    return new Map(xapps.map(([name, report]) => [name, givenFor(report)]));
  }

  private async awaitPeers(): Promise<void> {
    const { signal, options } = this.context;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.onComplete = resolve;
    const seconds = options.patienceS;
    const timer = setTimeout(() => {
      const peer = this.missing().join(', ');
      const address = `E2 ${this.e2Address}, xApp API ${this.xappApiAddress}`;
      reject(new ChorusError('CHORUS_PEER_TIMEOUT', { peer, address, seconds }));
    }, 1000 * seconds);
    signal.addEventListener('abort', () => resolve(), { once: true });
    this.watch();
    try {
      await promise;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Keeps health in step with who is there. */
  private watch(): void {
    const { health, signal } = this.context;
    if (signal.aborted) return;
    const missing = this.missing();
    if (missing.length > 0) return health.waitFor(missing.join(', '));
    health.ok(() => ({ e2Nodes: this.context.topology.U }));
    this.onComplete();
  }
}
