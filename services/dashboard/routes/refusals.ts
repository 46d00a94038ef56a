import { ChorusError, type ErrorCode } from '@chorus/platform/errors.ts';
import type { FastifyError, FastifyInstance } from 'fastify';
import type { Refused } from '../api.ts';
import { UpstreamRefused } from '../upstream.ts';

const statusOf: Partial<Record<ErrorCode, number>> = {
  CHORUS_FIELD_INVALID: 400,
  CHORUS_ORIGIN_REFUSED: 403,
  CHORUS_NOT_FOUND: 404,
  CHORUS_PEER_LOST: 502,
  CHORUS_TOO_MANY_CLIENTS: 503,
};

/** Answers whatever goes wrong below an API with a `Refused` and its HTTP status. */
export function answerRefusals(api: FastifyInstance): void {
  api.setErrorHandler<FastifyError | ChorusError | UpstreamRefused>((error, request, reply) => {
    if (error instanceof UpstreamRefused) return reply.code(error.status).send(error.refused);
    if (error instanceof ChorusError) {
      const status = statusOf[error.code];
      if (status !== undefined) return reply.code(status).send(refusalOf(error));
    }
    const { statusCode = 500, code, message } = error as FastifyError;
    if (statusCode < 500) return reply.code(statusCode).send({ code, error: message });
    request.log.error({ err: error }, 'a request failed');
    return reply.code(500).send({ code: 'CHORUS_INTERNAL', error: message });
  });
  api.setNotFoundHandler(({ method, url }) => {
    throw new ChorusError('CHORUS_NOT_FOUND', { what: `${method} ${url}` });
  });
}

function refusalOf(error: ChorusError): Refused {
  const { field, value, allowed } = error.metadata as { field?: string; value?: unknown; allowed?: string };
  const { code, message } = error;
  return { code, error: message, ...(field !== undefined && { field, value, allowed }) };
}
