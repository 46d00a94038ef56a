import { MINIMUM_RATE } from '@chorus/platform/policy-types.ts';
import type { FastifyInstance } from 'fastify';
import type { A1Client } from './a1-client.ts';

const POLICY = 'minimum-rate';

/** rApp `minimum-rate`: what an operator asks of the users' rates becomes an A1 policy. */
export function serveMinimumRate(http: FastifyInstance, a1: A1Client): void {
  const path = '/rapps/minimum-rate';
  http.put(path, async ({ body }, reply) => {
    // The near-RT RIC checks it against the type's schema, which only it knows.
    await a1.putPolicy(MINIMUM_RATE, POLICY, body ?? {});
    return reply.code(202).send(await a1.status(MINIMUM_RATE, POLICY));
  });
  http.get(path, async () => ({
    policy: await a1.policy(MINIMUM_RATE, POLICY),
    ...(await a1.status(MINIMUM_RATE, POLICY)),
  }));
  http.delete(path, async (_request, reply) => {
    await a1.deletePolicy(MINIMUM_RATE, POLICY);
    return reply.code(202).send();
  });
}
