import { ChorusError } from '@chorus/platform/errors.ts';
import { readImpairments } from '@chorus/platform/impairments.ts';
import type { FastifyInstance } from 'fastify';
import type { ImpairmentSchedule, ScheduledImpairments } from './impairment-schedule.ts';

const statusOf: Readonly<Record<string, number>> = { CHORUS_FIELD_INVALID: 400, CHORUS_RUN_OVER: 409 };

/**
 * `GET` and `PUT /impairments` (docs/interfaces.md).
 *
 * @param isOver whether the scenario's last loop has passed
 */
export function serveImpairments(
  http: FastifyInstance,
  schedule: ImpairmentSchedule,
  isOver: () => boolean,
): void {
  void http.register(async (api) => {
    api.setErrorHandler((error, _request, reply) => {
      const known = error instanceof ChorusError ? (error as ChorusError) : null;
      const status = known && statusOf[known.code];
      if (!status) throw error;
      return reply.code(status).send({ error: known.message, code: known.code, ...known.metadata });
    });
    api.get('/impairments', async () => answer(schedule.inForce));
    api.put('/impairments', async ({ body, log }) => {
      const part = readImpairments(body ?? null);
      if (isOver()) throw new ChorusError('CHORUS_RUN_OVER', {});
      const scheduled = schedule.put(part);
      log.info(scheduled, 'impairments to come');
      return answer(scheduled);
    });
  });
}

function answer({ set, nearRtLoop, slot }: ScheduledImpairments): object {
  return { ...set, nearRtLoop, slot };
}
