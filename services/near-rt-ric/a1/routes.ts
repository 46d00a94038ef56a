import { hasCode } from '@chorus/platform/errors.ts';
import type { FastifyInstance } from 'fastify';
import type { A1Mediator } from './mediator.ts';
import { policyTypeOf } from './policy-type.ts';

interface TypeParams {
  Params: { type: string };
}
interface PolicyParams {
  Params: { type: string; policy: string };
}

/** The REST interface of O-RAN SC's A1 mediator, version 2, with its paths and status codes. */
export function serveA1(http: FastifyInstance, a1: A1Mediator): void {
  void http.register(
    async (api) => {
      api.setErrorHandler((error, _request, reply) => {
        if (hasCode(error, 'CHORUS_A1_NOT_FOUND'))
          return reply.code(404).send({ error: error.message, code: error.code });
        if (hasCode(error, 'CHORUS_A1_INVALID')) {
          const { field, value = null, allowed } = error.metadata;
          return reply.code(400).send({ error: error.message, code: error.code, field, value, allowed });
        }
        throw error;
      });
      api.get('/healthcheck', async () => ({ status: 'ok' }));
      api.get('/policytypes', async () => a1.typeIds());
      api.get<TypeParams>('/policytypes/:type', async ({ params }) => a1.type(params.type));
      api.put<TypeParams>('/policytypes/:type', async ({ params, body }, reply) => {
        a1.addType(policyTypeOf(body, params.type));
        return reply.code(201).send();
      });
      api.delete<TypeParams>('/policytypes/:type', async ({ params }, reply) => {
        a1.removeType(params.type);
        return reply.code(204).send();
      });
      api.get<TypeParams>('/policytypes/:type/policies', async ({ params }) => a1.policyIds(params.type));
      api.get<PolicyParams>('/policytypes/:type/policies/:policy', async ({ params }) =>
        a1.policy(params.type, params.policy),
      );
      api.put<PolicyParams>('/policytypes/:type/policies/:policy', async ({ params, body }, reply) => {
        a1.putPolicy(params.type, params.policy, body);
        return reply.code(202).send();
      });
      api.delete<PolicyParams>('/policytypes/:type/policies/:policy', async ({ params }, reply) => {
        a1.removePolicy(params.type, params.policy);
        return reply.code(202).send();
      });
      api.get<PolicyParams>('/policytypes/:type/policies/:policy/status', async ({ params }) =>
        a1.status(params.type, params.policy),
      );
    },
    { prefix: '/A1-P/v2' },
  );
}
