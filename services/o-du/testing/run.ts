import {
  d2Pairs,
  LocalRzf,
  OduCell,
  projectPower,
  range,
  usersOfOdu,
  type D2Pairs,
  type Topology,
} from '@chorus/phy';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { serveHealth } from '@chorus/platform/health.ts';
import type { ProcessOptions } from '@chorus/platform/options.ts';
import { ControlHeader, D2Message, PRECODING } from '@chorus/platform/proto.ts';
import { encodeTensor } from '@chorus/platform/tensors.ts';
import { testContext, type TestContext } from '@chorus/platform/testing/process-context.ts';
import { ODu } from '../o-du.ts';
import { FakeRic } from './fake-ric.ts';
import { FakeRuSim } from './fake-ru-sim.ts';

export const network = { radios: 12, users: 8, odus: 2, cluster: 3, observed: 3, area_m: 200 };
export const RT_LOOPS = 3;

/** One O-DU between a fake ru-sim and a fake RIC, on a real nats-server. */
export class TestOdu {
  readonly context: TestContext;
  readonly topology: Topology;
  readonly odu = 0;
  readonly node = 'o-du-0';
  readonly served: readonly number[];
  readonly ric = new FakeRic();
  readonly ruSim: FakeRuSim;
  readonly records: Record<string, unknown>[] = [];
  process: ODu | null = null;
  private readonly nats: string;
  private connection: NatsConnection | null = null;
  private readonly scenario: Record<string, unknown>;
  private readonly options: Partial<ProcessOptions>;

  constructor(nats: string, scenario: Record<string, unknown>, options: Partial<ProcessOptions> = {}) {
    this.nats = nats;
    this.scenario = { network, clock: { rt_loops: RT_LOOPS }, ...scenario };
    this.options = { nats, index: 0, patienceS: 5, ...options };
    this.context = testContext(this.node, this.scenario, this.options);
    this.topology = this.context.topology;
    this.served = usersOfOdu(this.topology, this.odu);
    this.ruSim = new FakeRuSim(this.topology, this.odu, RT_LOOPS);
  }

  /** Starts the fakes, then the O-DU. */
  async start(): Promise<void> {
    await this.ric.start();
    await this.ruSim.start();
    this.connection = await connect({ servers: this.nats });
    this.connection.subscribe('kpi.o-du-0', { callback: (_error, m) => void this.records.push(m.json()) });
    await this.connection.flush();
    const options = { ...this.options, e2: this.ric.address, ofh: this.ruSim.address };
    const health = serveHealth(this.context.http, this.node);
    const context = { ...this.context, health, options: { ...this.context.options, ...options } };
    this.process = new ODu(context);
    await this.process.start();
  }

  async stop(): Promise<void> {
    await this.process?.stop();
    this.ruSim.stop();
    this.ric.stop();
    await this.connection?.close();
  }

  /** Sends filters for a loop to every user of the O-DU: U and W near identity. */
  sendFilters(nearRtLoop: number, users: readonly number[] = this.served): void {
    const u = Float64Array.from(users.flatMap(() => [1e-3, 0, 0, 0, 0, 0, 1e-3, 0]));
    const w = Float64Array.from(users.flatMap(() => [2, 0, 0, 3]));
    this.ric.control(
      this.node,
      { style: 'FILTERS', nearRtLoop },
      { users: [...users], u: encodeTensor(u), w: encodeTensor(w) },
    );
  }

  /** A step of a swap of apps. @param message as the style says, encoded */
  sendApps(style: 'APP_PLAN' | 'APP_TAKEOVER', message: Buffer): void {
    const header = ControlHeader.encode({ style });
    const id = { requestor: 5, instance: 1 };
    this.ric.send(this.node, { ricControlRequest: { id, ranFunction: PRECODING.id, header, message } });
  }

  /** Pairs of D2 from the other O-DU. */
  get pairs(): D2Pairs {
    return d2Pairs(this.topology, 1, this.odu, 'served');
  }

  /** D2 of the other O-DU for a loop. */
  async sendD2(nearRtLoop: number): Promise<void> {
    const { Nr, Ns } = this.topology;
    const sums = new Float64Array(2 * this.pairs.length * Nr * Ns).fill(0.5);
    const message = { from: 1, to: 0, nearRtLoop, slot: 0, kind: 'SUMS' as const, sums: encodeTensor(sums) };
    this.connection?.publish('d2.1.0', D2Message.encode(message));
    await this.connection?.flush();
  }

  /** D-RZF precoders of the channels that were sent last, by local O-RU. */
  localRzf(): readonly Float64Array[] {
    const cell = new OduCell(this.topology, this.odu);
    for (const [j, H] of cell.H.entries()) H.set(this.ruSim.csi[j].map(Math.fround));
    new LocalRzf(this.topology, this.odu, this.context.scenario.rzf.start_lambda).precode(cell);
    for (const V of cell.V) projectPower(V, this.topology.pMax);
    return cell.V;
  }

  /** What `/healthz` answers. */
  async health(): Promise<{ waitingFor: string | null }> {
    return (await this.context.http.inject('/healthz')).json();
  }

  async metrics(): Promise<string> {
    return this.context.metrics.metrics();
  }
}

/** Whether two lists of arrays agree to 1e-6 of the largest magnitude. */
export function agree(a: readonly Float64Array[], b: readonly Float64Array[]): boolean {
  const largest = Math.max(...a.map((x) => x.reduce((m, v) => Math.max(m, Math.abs(v)), 0)));
  return range(a.length).every((n) => a[n].every((v, i) => Math.abs(v - b[n][i]) <= 1e-6 * largest));
}

/** Time for an answer that should not come. */
export const aMoment = () => new Promise<void>((resolve) => setTimeout(resolve, 60));
