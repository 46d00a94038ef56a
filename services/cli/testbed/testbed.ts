import { setTimeout as sleep } from 'node:timers/promises';
import type { Bus } from '@chorus/platform/bus.ts';
import { failureLine } from '@chorus/platform/failure.ts';
import type { Scenario } from '@chorus/platform/scenario.ts';
import { chooseAddresses, type Addresses } from './addresses.ts';
import { subscribeKpis, type KpiRecord } from './kpi.ts';
import { Processes } from './processes.ts';
import { untilRedisAnswers } from './redis-ready.ts';
import type { Registry, TestbedEntry } from './registry.ts';
import { natsPlan, redisPlan } from './server-plans.ts';
import { findServer, type Machine } from './servers.ts';
import type { ProcessPlan } from './spawn.ts';
import { StallWatch } from './stall.ts';
import { untilHealthy, type HealthReport, type Watched } from './watch.ts';

/** ru-sim gives up first where the clock stands still: it knows who has not answered. */
const HEAD_START_S = 2;

export interface TestbedComponents {
  readonly scenario: Scenario;
  readonly scenarioFile: string;
  readonly overrides: readonly string[];
  readonly registry: Registry;
  readonly machine: Machine;
  /** The names of the processes that serve HTTP, and the processes once their addresses are chosen. */
  readonly names: readonly string[];
  readonly plan: (addresses: Addresses) => ProcessPlan[];
  /** @param text the record as it came, one line of JSON */
  readonly onRecord: (record: KpiRecord, text: string) => void;
}

export interface TestbedInit {
  readonly patienceS?: number;
  readonly graceMs?: number;
  /** `name=HOST:PORT` texts for addresses that are not to be chosen. */
  readonly listen?: readonly string[];
  readonly onWaiting?: (waiting: HealthReport[]) => void;
}

/**
 * A testbed: its own redis-server and nats-server, and the processes of a scenario. Whatever befalls
 * one of them ends all; `stop` must be called however `start` ended.
 */
export class Testbed {
  readonly entry: TestbedEntry;
  readonly folder: string;
  readonly #components: TestbedComponents;
  readonly #init: TestbedInit;
  readonly #patienceS: number;
  readonly #processes: Processes;
  readonly #lost = Promise.withResolvers<never>();
  readonly #stopping = new AbortController();
  #started: Promise<void> = Promise.resolve();
  #bus: Bus | null = null;
  #stall: StallWatch | null = null;
  #stopped: Promise<void> | null = null;

  constructor(components: TestbedComponents, init: TestbedInit = {}) {
    this.#components = components;
    this.#init = init;
    this.#patienceS = init.patienceS ?? 20;
    const { id, folder } = components.registry.create();
    this.folder = folder;
    this.#processes = new Processes({ folder }, { graceMs: init.graceMs });
    this.#lost.promise.catch(() => undefined);
    const { scenario } = components;
    this.entry = {
      id,
      state: 'starting',
      scenario: scenario.name,
      scenarioFile: components.scenarioFile,
      overrides: [...components.overrides],
      seed: scenario.seed,
      scheme: scenario.scheme.name,
      startedAt: new Date().toISOString(),
      launcherPid: process.pid,
      processes: [],
      addresses: null,
    };
    components.registry.write(this.entry);
  }

  /**
   * Starts everything and waits until all are healthy.
   *
   * @throws ChorusError CHORUS_SERVER_ABSENT, CHORUS_PORT_IN_USE, CHORUS_PEER_TIMEOUT,
   *   CHORUS_PROCESS_DIED, CHORUS_STALLED; the signal's reason
   */
  async start(signal: AbortSignal): Promise<void> {
    const started = this.#start(AbortSignal.any([signal, this.#stopping.signal]));
    this.#started = started.catch(() => undefined);
    await this.whileWell(started, signal);
  }

  /** Waits for `work`, unless the testbed fails or the signal is aborted before. */
  async whileWell<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
    const aborted = Promise.withResolvers<never>();
    const abort = () => aborted.reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.catch(() => undefined);
    try {
      const stalled = this.#stall === null ? [] : [this.#stall.stalled];
      return await Promise.race([
        work,
        this.#processes.died,
        this.#lost.promise,
        ...stalled,
        aborted.promise,
      ]);
    } catch (error) {
      if (!signal.aborted) this.#write({ state: 'failed', failure: failureLine(error) });
      throw error;
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  /** The run is over: processes may end by themselves. */
  finish(): void {
    this.#stall?.stop();
    this.#processes.finish();
  }

  /** SIGTERM to the processes, then to the servers; SIGKILL to who does not heed it. */
  stop(): Promise<void> {
    return (this.#stopped ??= this.#stop());
  }

  /** Ends everything at once. */
  kill(): void {
    this.#processes.kill();
  }

  async #start(signal: AbortSignal): Promise<void> {
    const { machine, names, plan, registry } = this.#components;
    const patience = { patienceS: this.#patienceS, signal };
    const redis = findServer('redis-server', machine);
    const nats = findServer('nats-server', machine);
    const addresses = await chooseAddresses(
      this.folder,
      names,
      this.#init.listen,
      this.#components.scenario.ru_sim.shards,
    );
    signal.throwIfAborted();
    this.entry.addresses = addresses;
    this.#spawn(redisPlan(redis, addresses.redis, this.folder));
    this.#spawn(natsPlan(nats, addresses.nats, this.folder));
    registry.write(this.entry);
    this.#bus = await subscribeKpis(
      {
        nats: addresses.nats,
        onRecord: (record, text) => this.#onRecord(record, text),
        // When nats-server died its own end says more.
        onLost: (error) => void sleep(1000).then(() => this.#lost.reject(error)),
      },
      patience,
    );
    await untilRedisAnswers(addresses.redis, this.#patienceS, signal);
    signal.throwIfAborted();
    const plans = plan(addresses);
    const watched: Watched[] = plans.flatMap(({ name, http }) =>
      http === undefined ? [] : [{ name, http }],
    );
    this.#stall = new StallWatch({ processes: watched }, { seconds: this.#patienceS + HEAD_START_S });
    for (const one of plans) this.#spawn(one);
    registry.write(this.entry);
    // The processes give up on their peers after the patience and say so themselves; this is for
    // one that does neither.
    const seconds = 2 * this.#patienceS;
    await untilHealthy(watched, { seconds, signal, onProgress: this.#init.onWaiting });
    this.#write({ state: 'running' });
    this.#stall.start();
  }

  #spawn(plan: ProcessPlan): void {
    const { pid, logFile } = this.#processes.start(plan);
    const { name, role, http = null } = plan;
    this.entry.processes.push({ name, role, pid, http, log: logFile });
  }

  #onRecord(record: KpiRecord, text: string): void {
    if (record.process === 'ru-sim') this.#stall?.progress();
    this.#components.onRecord(record, text);
  }

  async #stop(): Promise<void> {
    this.#stopping.abort();
    // Else it could start another process behind our back.
    await this.#started;
    this.#stall?.stop();
    await this.#bus?.stop().catch(() => undefined);
    await this.#processes.stop([({ plan }) => plan.role !== 'server', ({ plan }) => plan.role === 'server']);
    if (this.entry.state !== 'failed') this.#write({ state: 'stopped' });
  }

  #write(change: Partial<TestbedEntry>): void {
    Object.assign(this.entry, change);
    this.#components.registry.write(this.entry);
  }
}
