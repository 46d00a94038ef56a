import { ChorusError } from '@chorus/platform/errors.ts';
import { APPS } from '@chorus/platform/policy-types.ts';
import type { FastifyInstance } from 'fastify';
import type { AppsView, SwapRequest, SwapStatus } from '../api.ts';
import { a1Path, type A1Status } from '../a1.ts';
import * as schemas from '../schemas/steering.ts';
import type { Upstream } from '../upstream.ts';
import { answers, documented } from './documented.ts';

type Target = SwapRequest['target'];

/** Which apps run: told by the near-RT RIC, swapped by an A1 policy for each target. */
export function serveApps(api: FastifyInstance, ric: Upstream): void {
  let last: Target | null = null;
  const statusOf = async (request: SwapRequest): Promise<SwapStatus> =>
    swapStatus(request, await ric.call('GET', `${a1Path(APPS, request.target)}/status`));

  api.get('/apps', { schema: appsSchema }, async () => ric.call<AppsView>('GET', '/apps'));
  api.put<{ Body: SwapRequest }>('/apps', { schema: swapSchema }, async ({ body }) => {
    await ric.call('PUT', a1Path(APPS, body.target), body);
    last = body.target;
    return statusOf(body);
  });
  api.get<{ Querystring: { target?: Target } }>(
    '/apps/status',
    { schema: statusSchema },
    async ({ query }) => {
      const target = query.target ?? last;
      if (target === null) throw new ChorusError('CHORUS_NOT_FOUND', { what: 'swap yet' });
      const { app } = await ric.call<SwapRequest>('GET', a1Path(APPS, target));
      return statusOf({ target, app });
    },
  );
}

function swapStatus(request: SwapRequest, status: A1Status): SwapStatus {
  const { enforceStatus, enforceReason: reason, refused, nearRtLoop, slot } = status;
  const state = enforceStatus === 'ENFORCED' ? 'in force' : refused === true ? 'refused' : 'on its way';
  const since = state === 'in force' && nearRtLoop !== undefined ? { nearRtLoop, slot } : {};
  return { ...request, state, reason, ...since };
}

const appsSchema = documented('The apps in force, and what can be asked for.', answers(schemas.apps));
const swapSchema = documented(
  'Swaps an app. It takes over at the beginning of a near-RT loop, or is refused and the one before stays in force. ' +
    "A module's path counts from where the testbed was started.",
  { body: schemas.swapRequest, ...answers(schemas.swapStatus) },
);
const statusSchema = documented('What became of the last swap. That of a target, where one is given.', {
  querystring: schemas.swapQuery,
  ...answers(schemas.swapStatus),
});
