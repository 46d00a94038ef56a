import { ChorusError, type ErrorCode } from '@chorus/platform/errors.ts';
import type { FastifyInstance } from 'fastify';
import type { A1Client } from './a1-client.ts';
import { serveMinimumRate } from './minimum-rate.ts';

const statusOf: Partial<Record<ErrorCode, number>> = {
  CHORUS_A1_INVALID: 400,
  CHORUS_A1_NOT_FOUND: 404,
  CHORUS_A1_FAILED: 502,
};

/** The rApps' REST interface; each rApp adds its routes here. */
export function serveRapps(http: FastifyInstance, a1: A1Client): void {
  void http.register(async (api) => {
    api.setErrorHandler((error, _request, reply) => {
      const known = error instanceof ChorusError ? (error as ChorusError) : null;
      const status = known && statusOf[known.code];
      if (!status) throw error;
      return reply.code(status).send({ error: known.message, code: known.code, ...known.metadata });
    });
    serveMinimumRate(api, a1);
  });
}
