import type { ServerResponse } from 'node:http';
import fastify from 'fastify';
import type {
  ImpairmentsView,
  Mark,
  MinimumRateRequest,
  ModelRequest,
  ModelStatus,
  Refused,
  SwapRequest,
  SwapStatus,
  Tick,
} from '@chorus/dashboard/api.ts';
import { servePage } from '@chorus/dashboard/page-files.ts';
import {
  paperSize,
  syntheticCdf,
  syntheticTestbed,
  syntheticTick,
  type SyntheticState,
} from './synthetic.ts';

/**
 * A server that speaks as the dashboard's does but has no testbed behind it: ticks come when a test says so, and any
 * wish is granted at the next, unless a test has it refused.
 */
export async function startFakeServer({ port = 0, network = paperSize, startMs = Date.UTC(2026, 0) } = {}) {
  const http = fastify({ forceCloseConnections: true });
  const testbed = syntheticTestbed(network);
  const streams = new Set<ServerResponse>();
  const marks: Mark[] = [];
  const ticks: Tick[] = [];
  let ticked = 0;
  let wish: SwapStatus | null = null;
  let deployment: ModelStatus | null = null;
  const asked: { path: string; body: unknown }[] = [];
  const state: SyntheticState = {
    rMin: testbed.users.map(() => 4),
    apps: { scheme: 'proposed', xapp: 'closed-form', precoder: 'served', multiplier: 'newton' },
    impairments: {
      ...{ e2_delay_slots: 0, e2_loss: 0, d2_delay_slots: 0, d2_loss: 0 },
      ...{ csi_error_db: null, speed_mps: 1.4 },
    },
  };
  const fake = {
    url: '',
    testbed,
    state,
    asked,
    /** Not null: what every wish is refused with. */
    refusal: null as Refused | null,
    /** Not null: what the testbed is waiting for. */
    starting: null as string | null,
    /** Whether a model that was asked for is still on its way. */
    modelsWait: false,
    /** Sends so many ticks, a quarter of a second apart on their own clock. */
    push(count = 1): void {
      for (let i = 0; i < count; i++) {
        const tick = syntheticTick(ticked, startMs + 250 * ticked, state);
        ticked++;
        ticks.push(tick);
        if (ticks.length > 1000) ticks.shift();
        send('tick', tick);
      }
    },
    mark(kind: Mark['kind'], text: string): Mark {
      const mark = { unixMs: startMs + 250 * ticked, ...nextLoop(), kind, text };
      marks.push(mark);
      send('mark', mark);
      return mark;
    },
    /** Ticks happen that nobody is told of. */
    pushUnseen(count: number): void {
      const kept = [...streams];
      streams.clear();
      fake.push(count);
      for (const stream of kept) streams.add(stream);
    },
    newest: (): Tick => ticks[ticks.length - 1],
    /** Breaks every stream. */
    drop(): void {
      for (const stream of streams) stream.destroy();
      streams.clear();
    },
    close: () => {
      fake.drop();
      return http.close();
    },
  };
  const nextLoop = () => ({ nearRtLoop: 5 * ticked + 1, slot: 10 * (5 * ticked + 1) + 1 });
  const eventText = (event: string, data: object) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
  const send = (event: string, data: object) => {
    const text = eventText(event, data);
    for (const stream of streams) stream.write(text);
  };

  servePage(http);
  http.addHook('onRequest', async (request, reply) => {
    if (!request.url.startsWith('/api/')) return;
    if (fake.starting !== null)
      return reply.code(503).send({ code: 'CHORUS_STARTING', error: `waiting for ${fake.starting}` });
  });
  http.addHook('preHandler', async (request, reply) => {
    if (request.method !== 'PUT') return;
    asked.push({ path: request.url, body: request.body });
    if (fake.refusal !== null) return reply.code(400).send(fake.refusal);
  });
  http.get('/api/testbed', async () => testbed);
  http.get('/api/history', async () => ({ ticks, marks }));
  http.get('/api/cdf', async () => syntheticCdf(testbed.users.length));
  http.get('/api/models', async () => [
    { name: 'actor-wide', version: 1 },
    { name: 'actor-narrow', version: 2 },
  ]);
  http.put<{ Body: ModelRequest }>('/api/models', async ({ body }) => {
    const policy = { ...body, target: 'xapp' };
    deployment = { policy, enforceStatus: 'NOT_ENFORCED', enforceReason: 'on its way' };
    return deployment;
  });
  http.get('/api/models/status', async () => {
    if (deployment !== null && !fake.modelsWait)
      deployment = { ...deployment, enforceStatus: 'ENFORCED', enforceReason: '', ...nextLoop() };
    return deployment;
  });
  http.get('/api/apps', async () => ({
    inForce: { ...state.apps, ...nextLoop() },
    available: {
      scheme: ['proposed', 'c-rzf', 'd-rzf', 'p-rzf', 'drl-wmmse'],
      xapp: ['closed-form', 'actor'],
      precoder: ['served', 'wide', 'wmmse'],
      multiplier: ['newton', 'bisection', 'network'],
    },
  }));
  http.put<{ Body: SwapRequest }>('/api/apps', async ({ body }) => {
    wish = { ...body, state: 'on its way', reason: 'taken over at the next near-RT loop' };
    return wish;
  });
  http.get('/api/apps/status', async () => {
    if (wish?.state === 'on its way') {
      const { target, app } = wish;
      const { nearRtLoop, slot } = fake.mark('apps', `${target} ${state.apps[target]} -> ${app}`);
      state.apps = { ...state.apps, [target]: app };
      wish = { target, app, state: 'in force', reason: '', nearRtLoop, slot };
    }
    return wish;
  });
  http.put<{ Body: MinimumRateRequest }>('/api/minimum-rate', async ({ body }) => {
    const users = body.users === 'all' ? state.rMin.map((_, k) => k) : body.users;
    for (const k of users) state.rMin[k] = body.r_min;
    return body;
  });
  http.put<{ Body: Partial<ImpairmentsView> }>('/api/impairments', async ({ body }) => {
    state.impairments = { ...state.impairments, ...body };
    const { nearRtLoop, slot } = fake.mark('impairments', Object.keys(body).join(', '));
    return { ...state.impairments, nearRtLoop, slot };
  });
  http.get('/api/events', (_request, reply) => {
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    reply.raw.write('retry: 1000\n\n');
    const newest = ticks.at(-1);
    if (newest) reply.raw.write(eventText('tick', newest));
    streams.add(reply.raw);
    reply.raw.on('close', () => streams.delete(reply.raw));
  });
  fake.url = await http.listen({ host: '127.0.0.1', port });
  return fake;
}

export type FakeServer = Awaited<ReturnType<typeof startFakeServer>>;
