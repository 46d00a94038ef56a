import type { FastifyInstance } from 'fastify';

/** What `/healthz` says: 503 with what the process waits for, until `ok`. */
export interface Health {
  waitFor(what: string): void;
  /** @param details called on every request; its fields join the answer */
  ok(details?: () => object): void;
}

/** Registers `GET /healthz`. */
export function serveHealth(http: FastifyInstance, name: string): Health {
  let waitingFor: string | null = 'start';
  let details: () => object = () => ({});
  http.get('/healthz', async (_request, reply) => {
    if (waitingFor !== null) return reply.code(503).send({ status: 'starting', name, waitingFor });
    return { status: 'ok', name, ...details() };
  });
  return {
    waitFor(what) {
      waitingFor = what;
    },
    ok(more) {
      waitingFor = null;
      if (more !== undefined) details = more;
    },
  };
}
