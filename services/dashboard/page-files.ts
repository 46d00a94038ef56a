import { lstatSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { StrippedModules } from './stripped-modules.ts';

const pageFolder = resolve(import.meta.dirname, 'page');
const uplotFolder = dirname(fileURLToPath(import.meta.resolve('uplot')));

/** Of the page, beside its modules; no links. */
const asset = /^\/?[\w-]+\.(css|html|svg|png)$/;

/** Of uPlot's package; it has more. */
const vendored = ['/uPlot.esm.js', '/uPlot.min.css'];

const securityHeaders = {
  'content-security-policy':
    "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  // Asked for again each time, answered by 304 while it is the same.
  'cache-control': 'no-cache',
};

/**
 * Serves the page: `/`, its files under `/page/`, of which TypeScript without its types, and uPlot under `/vendor/`.
 *
 * @param folder of the page; another in tests
 */
export function servePage(http: FastifyInstance, folder = pageFolder): void {
  void http.register(async (page) => {
    page.addHook('onRequest', async (_request, reply) => void reply.headers(securityHeaders));
    const modules = new StrippedModules(folder);
    // The more specific route wins over the files of @fastify/static.
    page.get<{ Params: { name: string } }>(
      '/page/:name(^[\\w-]+\\.ts$)',
      hidden,
      async ({ params }, reply) => {
        const text = modules.read(params.name);
        if (text === null) return reply.callNotFound();
        return reply.type('text/javascript; charset=utf-8').send(text);
      },
    );
    const options = { cacheControl: false, index: false, schemaHide: true } as const;
    const isAsset = (path: string) =>
      asset.test(path) && lstatSync(join(folder, path), { throwIfNoEntry: false })?.isFile() === true;
    await page.register(fastifyStatic, { ...options, root: folder, prefix: '/page/', allowedPath: isAsset });
    const isVendored = (path: string) => vendored.includes(path);
    await page.register(fastifyStatic, {
      ...{ ...options, root: uplotFolder, prefix: '/vendor/', allowedPath: isVendored },
      decorateReply: false,
    });
    page.get('/', hidden, async (_request, reply) => reply.sendFile('index.html'));
  });
}

/** Not of the REST that OpenAPI describes. */
const hidden = { schema: { hide: true } } as const;
