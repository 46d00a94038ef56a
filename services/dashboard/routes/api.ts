import swagger from '@fastify/swagger';
import type { ProcessContext } from '@chorus/platform/process.ts';
import type { History } from '../ticks/history.ts';
import type { LoopFold } from '../ticks/loop-fold.ts';
import type { SseHub } from '../sse-hub.ts';
import { serveLive } from './live.ts';

export interface ApiComponents {
  readonly fold: LoopFold;
  readonly history: History;
  readonly hub: SseHub;
}

const description = `What the dashboard shows, and what steers the testbed. What is refused is answered with a code, a
message and, where there is one, the field, its value and what is allowed.`;

/** Serves the REST under `/api`, and its OpenAPI document. */
export async function serveApi(context: ProcessContext, components: ApiComponents): Promise<void> {
  await context.http.register(
    async (api) => {
      await api.register(swagger, {
        openapi: { openapi: '3.1.0', info: { title: 'Chorus dashboard', version: '1', description } },
      });
      api.get('/openapi.json', { schema: { hide: true } }, async () => api.swagger());
      serveLive(api, context, components);
    },
    { prefix: '/api' },
  );
}
