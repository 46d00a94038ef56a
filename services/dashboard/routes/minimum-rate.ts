import { MINIMUM_RATE } from '@chorus/platform/policy-types.ts';
import type { FastifyInstance } from 'fastify';
import type { MinimumRatePolicy, MinimumRateRequest } from '../api.ts';
import { a1Path, type A1Status } from '../a1.ts';
import * as schemas from '../schemas/steering.ts';
import { UpstreamRefused, type Upstream } from '../upstream.ts';
import { answers, documented } from './documented.ts';

const ALL = 'dashboard-all';

/** R_k^min by A1 policies: one for each user that was set by itself, and one for all. */
export function serveMinimumRate(api: FastifyInstance, ric: Upstream, { K }: { K: number }): void {
  const pathOf = (id: string) => a1Path(MINIMUM_RATE, id);
  const put = async (id: string, policy: MinimumRateRequest) => {
    await ric.call('PUT', pathOf(id), policy);
    return viewOf(id, policy, await ric.call<A1Status>('GET', `${pathOf(id)}/status`));
  };
  const own = async () => {
    const ids = await ric.call<string[]>('GET', a1Path(MINIMUM_RATE));
    return ids.filter((id) => /^dashboard-(all|\d+)$/.test(id));
  };
  const remove = async (ids: readonly string[]) => {
    for (const id of ids) await ric.call('DELETE', pathOf(id));
  };

  api.get('/minimum-rate', { schema: listSchema }, async () => {
    const views: MinimumRatePolicy[] = [];
    for (const id of await own()) {
      const policy = await unlessGone(ric.call<MinimumRateRequest>('GET', pathOf(id)));
      const status = await unlessGone(ric.call<A1Status>('GET', `${pathOf(id)}/status`));
      if (policy !== null && status !== null) views.push(viewOf(id, policy, status));
    }
    return views;
  });
  const body = schemas.minimumRateRequest(K);
  api.put<{ Body: MinimumRateRequest }>('/minimum-rate', { schema: putSchema(body) }, async ({ body }) => {
    const { users, r_min } = body;
    if (users === 'all') {
      const view = await put(ALL, body);
      // The newest policy holds; those of single users say nothing any more.
      await remove((await own()).filter((id) => id !== ALL));
      return [view];
    }
    const views: MinimumRatePolicy[] = [];
    for (const user of users) views.push(await put(`dashboard-${user}`, { users: [user], r_min }));
    return views;
  });
  const schema = deleteSchema(schemas.userQuery(K));
  api.delete<{ Querystring: { user?: number } }>('/minimum-rate', { schema }, async ({ query }, reply) => {
    await remove(query.user === undefined ? await own() : [`dashboard-${query.user}`]);
    return reply.code(204).send();
  });
}

function viewOf(id: string, { users, r_min }: MinimumRateRequest, status: A1Status): MinimumRatePolicy {
  const { enforceStatus, enforceReason: reason, nearRtLoop, slot } = status;
  const state = enforceStatus === 'ENFORCED' ? 'in force' : 'on its way';
  const since = nearRtLoop === undefined ? {} : { nearRtLoop, slot };
  return { policy: id, users, r_min, state, reason, ...since };
}

/** A policy may be taken back between two requests. */
async function unlessGone<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof UpstreamRefused && error.status === 404) return null;
    throw error;
  }
}

const listSchema = documented('The minimum rates that were set here.', answers(schemas.minimumRates));
const putSchema = (body: object) =>
  documented('Sets R_k^min of some users, or of all in place of what was set here before.', {
    body,
    ...answers(schemas.minimumRates),
  });
const deleteSchema = (querystring: object) =>
  documented("Takes back a user's minimum rate, or all that were set here. The scenario's holds then.", {
    querystring,
    response: { 204: { description: 'Taken back.' } },
  });
