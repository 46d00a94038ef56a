import { ChorusError, type ErrorCode } from '@chorus/platform/errors.ts';
import type { FastifyInstance } from 'fastify';
import type { A1Client } from './a1-client.ts';
import { serveMinimumRate } from './minimum-rate.ts';
import { serveModelAssignment } from './model-assignment.ts';
import type { ModelRegistry } from './models/registry.ts';
import { serveRegistry } from './models/routes.ts';

const statusOf: Partial<Record<ErrorCode, number>> = {
  CHORUS_A1_INVALID: 400,
  CHORUS_A1_NOT_FOUND: 404,
  CHORUS_A1_FAILED: 502,
  CHORUS_FIELD_INVALID: 400,
  CHORUS_MODEL_INVALID: 400,
  CHORUS_MODEL_NOT_FOUND: 404,
};

export interface RappsComponents {
  readonly a1: A1Client;
  readonly registry: ModelRegistry;
  /** Where xApps and O-DUs find a version's file. */
  readonly modelUrl: (name: string, version: number) => string;
}

/** The rApps' REST interface and the model registry's; each rApp adds its routes here. */
export function serveRapps(http: FastifyInstance, { a1, registry, modelUrl }: RappsComponents): void {
  void http.register(async (api) => {
    api.setErrorHandler((error, _request, reply) => {
      const known = error instanceof ChorusError ? (error as ChorusError) : null;
      const status = known && statusOf[known.code];
      if (!status) throw error;
      return reply.code(status).send({ error: known.message, code: known.code, ...known.metadata });
    });
    serveRegistry(api, registry);
    serveMinimumRate(api, a1);
    serveModelAssignment(api, a1, registry, modelUrl);
  });
}
