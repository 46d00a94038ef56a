import type { FastifyInstance } from 'fastify';
import type { ImpairmentsSet, ImpairmentsView } from '../api.ts';
import * as schemas from '../schemas/steering.ts';
import { impairments } from '../schemas/views.ts';
import type { Upstream } from '../upstream.ts';
import { answers, documented } from './documented.ts';

/** Delays, losses, CSI error and speed: ru-sim owns them. */
export function serveImpairments(api: FastifyInstance, ruSim: Upstream): void {
  api.get('/impairments', { schema: getSchema }, async () =>
    ruSim.call<ImpairmentsView>('GET', '/impairments'),
  );
  api.put('/impairments', { schema: putSchema }, async ({ body }) =>
    ruSim.call<ImpairmentsSet>('PUT', '/impairments', body),
  );
}

const getSchema = documented('The impairments in force.', answers(impairments));
const putSchema = documented(
  'Changes impairments: any part of them. They are in force from the beginning of a near-RT loop on, which the answer says.',
  { body: schemas.impairmentsRequest, ...answers(schemas.impairmentsSet) },
);
