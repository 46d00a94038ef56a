import type { FastifyInstance } from 'fastify';
import type { A1Client } from './a1-client.ts';

/** The A1 policy type that it uses: R_k^min of constraint (10b). */
const POLICY_TYPE = 20100;
const POLICY = 'minimum-rate';

/** rApp `minimum-rate`: what an operator asks of the users' rates becomes an A1 policy. */
export function serveMinimumRate(http: FastifyInstance, a1: A1Client): void {
  const path = '/rapps/minimum-rate';
  http.put(path, async ({ body }, reply) => {
    // The near-RT RIC checks it against the type's schema, which only it knows.
    await a1.putPolicy(POLICY_TYPE, POLICY, body ?? {});
    return reply.code(202).send(await a1.status(POLICY_TYPE, POLICY));
  });
  http.get(path, async () => ({
    policy: await a1.policy(POLICY_TYPE, POLICY),
    ...(await a1.status(POLICY_TYPE, POLICY)),
  }));
  http.delete(path, async (_request, reply) => {
    await a1.deletePolicy(POLICY_TYPE, POLICY);
    return reply.code(202).send();
  });
}
