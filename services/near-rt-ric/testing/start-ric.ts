import { serveHealth } from '@chorus/platform/health.ts';
import { startNatsServer } from '@chorus/platform/testing/nats-server.ts';
import { testContext, type TestContext } from '@chorus/platform/testing/process-context.ts';
import { startRedisServer, type RedisServer } from '@chorus/platform/testing/redis-server.ts';
import { NearRtRic } from '../near-rt-ric.ts';
import { FakeNode } from './fake-node.ts';
import { FakeXapp } from './fake-xapp.ts';

/** A near-RT RIC on real servers. */
export interface TestRic {
  readonly ric: NearRtRic;
  readonly context: TestContext;
  readonly redis: RedisServer;
  readonly nats: string;
  /** Settles when all peers have come, or the patience is over. */
  readonly started: Promise<void>;
  node(odu: number): FakeNode;
  /** All nodes of the scenario, set up. */
  nodes(): Promise<FakeNode[]>;
  xapp(replica?: number, name?: string): FakeXapp;
  get(path: string): Promise<{ code: number; body: Record<string, unknown> }>;
  stop(): Promise<void>;
}

/** Users see two O-DUs: small enough to write numbers by hand. */
export const testScenario = {
  network: { radios: 8, users: 6, odus: 2, cluster: 3, observed: 3, area_m: 200 },
  clock: { rt_loops: 10 },
};

export async function startRic(
  document: Record<string, unknown> = testScenario,
  options: { patienceS?: number } = {},
): Promise<TestRic> {
  const [redis, nats] = await Promise.all([startRedisServer(), startNatsServer()]);
  const anywhere = '127.0.0.1:0';
  const base = testContext('near-rt-ric', document, {
    redis: redis.address,
    nats: nats.address,
    e2: anywhere,
    xappApi: anywhere,
    ...options,
  });
  const context = { ...base, health: serveHealth(base.http, base.name) };
  const ric = new NearRtRic(context);
  ric.prepare();
  const started = ric.start();
  started.catch(() => undefined);
  while (ric.xappApiAddress === '') await Promise.race([started, new Promise((go) => setTimeout(go, 5))]);
  const peers: { close(): void }[] = [];
  const keep = <T extends { close(): void }>(peer: T): T => {
    peers.push(peer);
    return peer;
  };
  const node = (odu: number) => keep(new FakeNode(ric.e2Address, `o-du-${odu}`));
  return {
    ric,
    context,
    redis,
    nats: nats.address,
    started,
    node,
    async nodes() {
      const all = context.topology.radiosOfOdu.map((_, odu) => node(odu));
      await Promise.all(all.map((one) => one.setup(context.digest)));
      return all;
    },
    xapp: (replica = 0, name = 'closed-form') =>
      keep(new FakeXapp(ric.xappApiAddress, context.digest, replica, name)),
    async get(url) {
      const answer = await context.http.inject({ url });
      return { code: answer.statusCode, body: answer.json() };
    },
    async stop() {
      for (const peer of peers) peer.close();
      context.abort();
      await ric.stop();
      await Promise.all([redis.stop(), nats.stop(), context.http.close()]);
    },
  };
}
