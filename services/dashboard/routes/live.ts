import { ChorusError } from '@chorus/platform/errors.ts';
import type { FastifyInstance } from 'fastify';
import { exactly } from '../json-schemas.ts';
import * as views from '../schemas/views.ts';
import { MOST_CLIENTS } from '../sse-hub.ts';
import { testbedView } from '../testbed-view.ts';
import type { ApiComponents } from './api.ts';
import { answers, documented } from './documented.ts';

/** Of a history, where none is asked for. */
const POINTS = 1000;

/** What the dashboard knows by itself: the testbed, ticks as they come, and what has been. */
export function serveLive(
  api: FastifyInstance,
  { context, fold, history, hub, roster }: ApiComponents,
): void {
  const testbed = testbedView(context.scenario, context.topology);
  api.get('/testbed', { schema: testbedSchema }, async () => testbed);
  api.get<{ Querystring: { points?: number } }>('/history', { schema: historySchema }, async ({ query }) =>
    history.view(query.points ?? POINTS),
  );
  api.get('/cdf', { schema: cdfSchema }, async () => fold.cdf());
  api.get('/processes', { schema: processesSchema }, async () => roster.view(Date.now()));
  api.get('/events', { schema: eventsSchema }, async (_request, reply) => {
    if (hub.isFull) throw new ChorusError('CHORUS_TOO_MANY_CLIENTS', { most: MOST_CLIENTS });
    reply.hijack();
    hub.join(reply.raw);
  });
}

const testbedSchema = documented('What does not change while the testbed runs.', answers(views.testbed));
const historySchema = documented(
  'What has been: ticks thinned out to at most so many points, oldest first, and all marks that are kept.',
  {
    querystring: exactly({}, { points: { type: 'integer', minimum: 1, maximum: 10_000, default: POINTS } }),
    ...answers(views.history),
  },
);
const cdfSchema = documented(
  "The users' mean rates under each set of apps that has run, the newest last.",
  answers(views.cdfs),
);
const processesSchema = documented(
  'How the processes of the testbed are, as far as the dashboard can tell.',
  answers(views.processes),
);
const eventsSchema = documented(
  'Server-sent events. `tick`: what the near-RT loops since the one before sum up to, at most four a second; `mark`: ' +
    'something changed. Each has JSON as its data.',
  {
    response: {
      200: {
        description: 'The data of an event.',
        content: { 'text/event-stream': { schema: { oneOf: [views.tick, views.mark] } } },
      },
    },
  },
);
