import { range } from '@chorus/phy';
import { connect } from '@nats-io/transport-node';
import type { Impairments } from '@chorus/platform/impairments.ts';
import type { ProcessOptions } from '@chorus/platform/options.ts';
import { testContext, type TestContext } from '@chorus/platform/testing/process-context.ts';
import { RuSim } from '../ru-sim.ts';
import { FakeOdu } from './fake-odu.ts';

export const network = { radios: 8, users: 5, odus: 2, cluster: 3, observed: 3, area_m: 200 };

/** A record as tests read it. */
export interface RuSimRecord {
  nearRtLoop: number;
  slot: number;
  sumRate: number;
  userRate: number[];
  mu: number[];
  rMin: number[];
  impairments: Impairments;
  maxPowerRatio: number;
  lateAnswers: number;
  last?: boolean;
  wall: { slotMs: number[] };
}

/** ru-sim with fake O-DUs, over real sockets and a real nats-server. */
export interface TestRun {
  context: TestContext;
  ruSim: RuSim;
  odus: FakeOdu[];
  records: RuSimRecord[];
  /** Starts ru-sim and lets all O-DUs join. */
  start(): Promise<void>;
  stop(): Promise<void>;
  metrics(): Promise<string>;
}

export async function testRun(
  nats: string,
  scenario: Record<string, unknown>,
  options: Partial<ProcessOptions> = {},
): Promise<TestRun> {
  const context = testContext(
    'ru-sim',
    { network, ...scenario },
    { nats, ofh: '127.0.0.1:0', patienceS: 5, ...options },
  );
  const ruSim = new RuSim(context);
  const odus = range(context.topology.U).map((odu) => new FakeOdu(context.topology, odu));
  const records: RuSimRecord[] = [];
  const listener = await connect({ servers: nats });
  listener.subscribe('kpi.ru-sim', { callback: (_error, message) => void records.push(message.json()) });
  await listener.flush();
  return {
    context,
    ruSim,
    odus,
    records,
    async start() {
      ruSim.prepare();
      const started = ruSim.start();
      await listening(ruSim);
      for (const odu of odus) await odu.join(ruSim.address, context.digest);
      await started;
    },
    async stop() {
      for (const odu of odus) await odu.leave();
      await ruSim.stop();
      await listener.close();
    },
    async metrics() {
      await listener.flush();
      return context.metrics.metrics();
    },
  };
}

/** Resolves once O-FH listens. */
export async function listening(ruSim: RuSim): Promise<void> {
  while (ruSim.address === '') await new Promise((resolve) => setTimeout(resolve, 5));
}
