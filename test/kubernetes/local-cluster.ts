// The pods of an overlay as processes of this machine, with their own command lines.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Guard } from '@chorus/cli/testbed/guard.ts';
import { subscribeKpis, type KpiRecord } from '@chorus/cli/testbed/kpi.ts';
import { spawnChild, type Child } from '@chorus/cli/testbed/spawn.ts';
import type { KubernetesObject } from './kustomize.ts';
import { Loopback } from './loopback.ts';
import { podsOf, type Container, type Pod } from './pods.ts';

const GRACE_MS = 10_000;
const PATIENCE_S = 60;
const BACK_OFF_MS = 500;
const MOST_RESTARTS = 3;

/** A cluster of one machine; ended with the test. */
export class LocalCluster {
  readonly pods: readonly Pod[];
  /** Every KPI record since the start. */
  readonly records: KpiRecord[] = [];
  /** Containers that ended by themselves and were started again, with their last words. */
  readonly restarts: string[] = [];
  /** Rejects when one does so again and again. */
  readonly died: Promise<never>;
  private readonly loopback: Loopback;
  private readonly folder: string;
  private readonly children = new Map<Pod, Child[]>();
  private readonly guard = new Guard();
  private readonly failure = Promise.withResolvers<never>();
  private readonly killed = new Set<Pod>();
  private readonly stopping = new AbortController();
  private closeBus: () => Promise<void> = () => Promise.resolve();

  constructor(t: TestContext, objects: readonly KubernetesObject[]) {
    this.folder = mkdtempSync(join(tmpdir(), 'chorus-cluster-'));
    this.pods = podsOf(objects);
    this.loopback = new Loopback(this.pods, this.folder);
    this.died = this.failure.promise;
    this.died.catch(() => undefined);
    t.after(() => this.stop());
  }

  /** Starts every pod; all are ready once the promise resolves. */
  async start(): Promise<void> {
    const servers = this.pods.filter((pod) => /^(nats|redis)-/.test(pod.name));
    for (const pod of servers) this.run(pod);
    // Before the clock starts, so that no record is missed.
    const bus = await subscribeKpis(
      {
        nats: servers
          .filter((pod) => pod.name.startsWith('nats-'))
          .map((pod) => `${this.addressOf(pod.name)}:4222`)
          .join(','),
        onRecord: (record) => this.records.push(record),
        onLost: (error) => this.failure.reject(error),
      },
      { patienceS: PATIENCE_S, signal: this.stopping.signal },
    );
    this.closeBus = () => bus.stop();
    for (const pod of this.pods) if (!servers.includes(pod)) this.run(pod);
    await this.whileAlive(Promise.all(this.pods.map((pod) => this.untilReady(pod))));
  }

  addressOf(name: string): string {
    return this.loopback.addressOf(this.pod(name));
  }

  /** Ends all containers of a pod at once. */
  killPod(name: string): void {
    const pod = this.pod(name);
    this.killed.add(pod);
    for (const child of this.children.get(pod) ?? []) child.kill('SIGKILL');
  }

  /** Ends all containers of a pod and starts them again, as a cluster does with what has ended. */
  async restartPod(name: string): Promise<void> {
    this.killPod(name);
    const pod = this.pod(name);
    await Promise.all((this.children.get(pod) ?? []).map(({ exited }) => exited));
    this.killed.delete(pod);
    this.run(pod);
  }

  /** Until a record of ru-sim is of this loop or a later one. */
  async untilLoop(nearRtLoop: number): Promise<void> {
    const there = () => this.records.some((one) => one.process === 'ru-sim' && one.nearRtLoop >= nearRtLoop);
    const arrival = async () => {
      while (!there() && !this.stopping.signal.aborted) await sleep(20);
    };
    await this.whileAlive(arrival());
  }

  private pod(name: string): Pod {
    const pod = this.pods.find((one) => one.name === name);
    if (pod === undefined) throw new Error(`there is no pod ${name}`);
    return pod;
  }

  private whileAlive<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.died]);
  }

  private run(pod: Pod): void {
    this.children.set(
      pod,
      pod.containers.map((container) => this.runContainer(pod, container)),
    );
  }

  private runContainer(pod: Pod, container: Container): Child {
    const name = `${pod.name}.${container.name}`;
    const command = this.loopback.command(pod, container);
    const child = spawnChild({ name, role: '', command }, this.folder);
    this.guard.watch(child.pid);
    void child.exited.then(async () => {
      this.guard.forget(child.pid);
      if (this.killed.has(pod) || this.stopping.signal.aborted) return;
      this.restarts.push(`${name}: ${child.lastWords()}`);
      if (this.restarts.filter((one) => one.startsWith(`${name}:`)).length > MOST_RESTARTS)
        this.failure.reject(new Error(`${name} ends again and again: ${child.lastWords()}`));
      await sleep(BACK_OFF_MS);
      if (this.stopping.signal.aborted) return;
      const children = this.children.get(pod) ?? [];
      children[children.indexOf(child)] = this.runContainer(pod, container);
    });
    return child;
  }

  private async untilReady(pod: Pod): Promise<void> {
    for (const { spec } of pod.containers) {
      const probe = spec.readinessProbe?.httpGet;
      if (probe === undefined) continue;
      const port = spec.ports?.find((one) => one.name === probe.port)?.containerPort;
      const url = `http://${this.loopback.addressOf(pod)}:${port}${probe.path}`;
      const isReady = () =>
        fetch(url).then(
          ({ ok }) => ok,
          () => false,
        );
      while (!(await isReady()) && !this.stopping.signal.aborted) await sleep(200);
    }
  }

  private async stop(): Promise<void> {
    this.stopping.abort();
    await this.closeBus();
    const children = [...this.children.values()].flat();
    for (const child of children) child.kill('SIGTERM');
    const late = setTimeout(() => children.forEach((child) => child.kill('SIGKILL')), GRACE_MS);
    await Promise.all(children.map(({ exited }) => exited));
    clearTimeout(late);
    this.guard.stop();
    rmSync(this.folder, { recursive: true });
  }
}
