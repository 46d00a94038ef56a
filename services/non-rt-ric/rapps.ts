import { ChorusError, type ErrorCode } from '@chorus/platform/errors.ts';
import type { FastifyInstance } from 'fastify';
import { serveMinimumRate } from './minimum-rate.ts';
import { serveTraining, type TrainRapp } from './live/train-rapp.ts';
import { serveModelAssignment, type AssignmentComponents } from './model-assignment.ts';
import { serveRegistry } from './models/routes.ts';

const statusOf: Partial<Record<ErrorCode, number>> = {
  CHORUS_A1_INVALID: 400,
  CHORUS_A1_NOT_FOUND: 404,
  CHORUS_A1_FAILED: 502,
  CHORUS_FIELD_INVALID: 400,
  CHORUS_MODEL_INVALID: 400,
  CHORUS_MODEL_NOT_FOUND: 404,
  CHORUS_TRAINING_ABSENT: 404,
  CHORUS_TRAINING_INVALID: 400,
  CHORUS_TRAINING_NOT_FOUND: 404,
  CHORUS_TRAINING_RUNNING: 409,
  CHORUS_SCENARIO_INVALID: 400,
  CHORUS_SCENARIO_NOT_FOUND: 400,
};

export interface RappsComponents {
  readonly assignment: AssignmentComponents;
  readonly train: TrainRapp;
}

/** The rApps' REST interface and the model registry's; each rApp adds its routes here. */
export function serveRapps(http: FastifyInstance, { assignment, train }: RappsComponents): void {
  void http.register(async (api) => {
    api.setErrorHandler((error, _request, reply) => {
      const known = error instanceof ChorusError ? (error as ChorusError) : null;
      const status = known && statusOf[known.code];
      if (!status) throw error;
      return reply.code(status).send({ error: known.message, code: known.code, ...known.metadata });
    });
    serveRegistry(api, assignment.registry);
    serveMinimumRate(api, assignment.a1);
    serveModelAssignment(api, assignment);
    serveTraining(api, train);
  });
}
