import swagger from '@fastify/swagger';
import type { ProcessContext } from '@chorus/platform/process.ts';
import type { ProcessRoster } from '../process-roster.ts';
import type { SseHub } from '../sse-hub.ts';
import type { History } from '../ticks/history.ts';
import type { LoopFold } from '../ticks/loop-fold.ts';
import { Upstream } from '../upstream.ts';
import { serveApps } from './apps.ts';
import { serveImpairments } from './impairments.ts';
import { serveLive } from './live.ts';
import { serveMinimumRate } from './minimum-rate.ts';
import { serveModels } from './models.ts';
import { answerRefusals } from './refusals.ts';
import { refuseOtherOrigins } from './same-origin.ts';
import { checkRequests } from './validation.ts';

export interface ApiComponents {
  readonly context: ProcessContext;
  readonly fold: LoopFold;
  readonly history: History;
  readonly hub: SseHub;
  readonly roster: ProcessRoster;
}

const description =
  'What the dashboard shows, and what steers the testbed. Whatever is refused is answered with a code, a message and, ' +
  'where there is one, the field, its value and what is allowed.';
const openapi = { openapi: '3.1.0', info: { title: 'Chorus dashboard', version: '1', description } };

/** Serves the REST under `/api`, and its OpenAPI document. */
export async function serveApi(components: ApiComponents): Promise<void> {
  const { http, options, topology } = components.context;
  await http.register(
    async (api) => {
      await api.register(swagger, { openapi });
      answerRefusals(api);
      refuseOtherOrigins(api);
      checkRequests(api);
      api.get('/openapi.json', { schema: { hide: true } }, async () => api.swagger());
      const ric = new Upstream('near-RT RIC', options.a1);
      serveLive(api, components);
      serveApps(api, ric);
      serveMinimumRate(api, ric, topology);
      serveImpairments(api, new Upstream('ru-sim', options.ruSim));
      serveModels(api, new Upstream('non-RT RIC', options.nonRtRic), topology);
    },
    { prefix: '/api' },
  );
}
