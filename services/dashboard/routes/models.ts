import { ChorusError } from '@chorus/platform/errors.ts';
import type { FastifyInstance } from 'fastify';
import type { ModelRequest, ModelStatus, ModelSummary } from '../api.ts';
import * as schemas from '../schemas/steering.ts';
import type { Upstream } from '../upstream.ts';
import { answers, documented } from './documented.ts';

/** The models of the registry, and which runs for whom: both are the non-RT RIC's. */
export function serveModels(api: FastifyInstance, nonRtRic: Upstream, { K }: { K: number }): void {
  let last: string | null = null;
  api.get('/models', { schema: listSchema }, async () => nonRtRic.call<ModelSummary[]>('GET', '/models'));
  const body = schemas.modelRequest(K);
  api.put<{ Body: ModelRequest }>('/models', { schema: putSchema(body) }, async ({ body }) => {
    // A policy for each set of users, so that one does not take back the other.
    const id = ['dashboard', ...(body.users?.toSorted((a, b) => a - b) ?? [])].join('-');
    const status = await nonRtRic.call<ModelStatus>('PUT', `/rapps/models/${id}`, body);
    last = id;
    return status;
  });
  api.get('/models/status', { schema: statusSchema }, async () => {
    if (last === null) throw new ChorusError('CHORUS_NOT_FOUND', { what: 'model that was put here' });
    return nonRtRic.call<ModelStatus>('GET', `/rapps/models/${last}`);
  });
}

const listSchema = documented('Every version of every model in the registry.', answers(schemas.models));
const putSchema = (body: object) =>
  documented('Says which model runs for whom. By default the newest version, for all users.', {
    body,
    ...answers(schemas.modelStatus),
  });
const statusSchema = documented(
  'What became of the last model that was put here.',
  answers(schemas.modelStatus),
);
