import { ChorusError } from '@chorus/platform/errors.ts';
import { readImpairments } from '@chorus/platform/impairments.ts';
import type { FastifyInstance } from 'fastify';
import type { ScheduledImpairments } from './impairment-schedule.ts';
import type { Impairments } from '@chorus/platform/impairments.ts';

const statusOf: Readonly<Record<string, number>> = {
  CHORUS_FIELD_INVALID: 400,
  CHORUS_RUN_OVER: 409,
  CHORUS_NOT_FOUND: 404,
};

/** What the API asks for. */
export interface Impairable {
  readonly inForce: () => ScheduledImpairments;
  /** @returns the whole set to come */
  readonly impair: (part: Partial<Impairments>) => ScheduledImpairments;
  /** Whether the scenario's last loop has passed. */
  readonly isOver: () => boolean;
}

/** `GET` and `PUT /impairments` (docs/interfaces.md). */
export function serveImpairments(http: FastifyInstance, { inForce, impair, isOver }: Impairable): void {
  void http.register(async (api) => {
    api.setErrorHandler((error, _request, reply) => {
      const known = error instanceof ChorusError ? (error as ChorusError) : null;
      const status = known && statusOf[known.code];
      if (!status) throw error;
      return reply.code(status).send({ error: known.message, code: known.code, ...known.metadata });
    });
    api.get('/impairments', async () => answer(inForce()));
    api.put('/impairments', async ({ body, log }) => {
      const part = readImpairments(body ?? null);
      if (isOver()) throw new ChorusError('CHORUS_RUN_OVER', {});
      const scheduled = impair(part);
      log.info(scheduled, 'impairments to come');
      return answer(scheduled);
    });
  });
}

function answer({ set, nearRtLoop, slot }: ScheduledImpairments): object {
  return { ...set, nearRtLoop, slot };
}
