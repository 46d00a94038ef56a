import type { ProcessContext } from '@chorus/platform/process.ts';
import type { FastifyInstance } from 'fastify';
import { testbedView } from '../testbed-view.ts';
import type { ApiComponents } from './api.ts';

const MOST_POINTS = 5000;
const POINTS = 1000;

/** What the dashboard knows by itself: the testbed, ticks as they come, and what has been. */
export function serveLive(
  api: FastifyInstance,
  { scenario, topology }: ProcessContext,
  { fold, history, hub }: ApiComponents,
): void {
  const testbed = testbedView(scenario, topology);
  api.get('/testbed', async () => testbed);
  api.get('/cdf', async () => fold.cdf());
  api.get<{ Querystring: { points?: number } }>('/history', async ({ query }) =>
    history.view(Math.min(Number(query.points ?? POINTS), MOST_POINTS)),
  );
  api.get('/events', async (_request, reply) => {
    reply.hijack();
    hub.join(reply.raw);
  });
}
