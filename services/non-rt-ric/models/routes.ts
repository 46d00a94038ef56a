import { encodeModel } from '@chorus/learning';
import { ChorusError } from '@chorus/platform/errors.ts';
import type { FastifyInstance } from 'fastify';
import type { ModelRegistry } from './registry.ts';
import { detailsOf, summaryOf } from './summary.ts';

/** Far above any network that answers within a loop. */
const LARGEST_FILE = 256 * 1024 ** 2;

interface NameParams {
  Params: { name: string };
}
interface VersionParams {
  Params: { name: string; version: string };
}

/** The registry's REST interface: lists, files, and new versions. */
export function serveRegistry(http: FastifyInstance, registry: ModelRegistry): void {
  void http.register(async (api) => {
    // As text: the registry itself says what is wrong with a file that is no JSON.
    api.removeContentTypeParser('application/json');
    api.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) =>
      done(null, body),
    );
    api.get('/models', async () => registry.list().map(summaryOf));
    api.get<NameParams>('/models/:name', async ({ params }) => registry.versions(params.name).map(detailsOf));
    api.get<VersionParams>('/models/:name/:version', async ({ params }, reply) =>
      reply.type('application/json').send(encodeModel(registry.get(params.name, versionOf(params.version)))),
    );
    api.post('/models', { bodyLimit: LARGEST_FILE }, async ({ body }, reply) => {
      const { model, isNew } = registry.keep(typeof body === 'string' ? body : '');
      return reply.code(isNew ? 201 : 200).send(detailsOf(model));
    });
  });
}

function versionOf(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new ChorusError('CHORUS_FIELD_INVALID', {
    field: 'version',
    value: text,
    allowed: 'a whole number from 1',
  });
}
