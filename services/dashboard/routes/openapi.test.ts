import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileSchema } from '@chorus/platform/json-schema.ts';
import type { Tick } from '../api.ts';
import { oduRecord, ricRecord, ruSimRecord } from '../testing/canned.ts';
import { events } from '../testing/events.ts';
import { startDashboard } from '../testing/start-dashboard.ts';

interface Operation {
  readonly summary: string;
  readonly description: string;
  readonly responses: Record<string, { content?: Record<string, { schema: object }> }>;
}
type Document = { openapi: string; paths: Record<string, Record<string, Operation>> };

const routes = [
  ...['get /api/testbed', 'get /api/events', 'get /api/history', 'get /api/cdf', 'get /api/processes'],
  ...['get /api/apps', 'put /api/apps', 'get /api/apps/status'],
  ...['get /api/minimum-rate', 'put /api/minimum-rate', 'delete /api/minimum-rate'],
  ...['get /api/impairments', 'put /api/impairments'],
  ...['get /api/models', 'put /api/models', 'get /api/models/status'],
];

test('every route is in the OpenAPI document with what it does and what it answers', async (t) => {
  const { ask } = await startDashboard(t);
  const { openapi, paths } = (await ask('GET', '/api/openapi.json')).json() as Document;
  assert.match(openapi, /^3\.1\./);
  const found = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method} ${path}`),
  );
  assert.deepEqual(found.sort(), routes.sort());
  for (const operation of Object.values(paths).flatMap((operations) => Object.values(operations))) {
    assert.ok(operation.summary.length > 5 && operation.description.length >= operation.summary.length);
    assert.ok(operation.responses['200'] ?? operation.responses['204']);
    const refusal = operation.responses['4XX'].content?.['application/json'].schema;
    assert.deepEqual((refusal as { required: string[] }).required, ['code', 'error']);
  }
});

test('what the dashboard answers is what the document says', async (t) => {
  const { ask, publish, url } = await startDashboard(t);
  const { paths } = (await ask('GET', '/api/openapi.json')).json() as Document;
  const check = (path: string, type: string, value: unknown) => {
    const schema = paths[path]['get'].responses['200'].content?.[type].schema;
    assert.ok(schema, path);
    assert.equal(compileSchema(schema)(value), null, path);
  };
  const ticks = events(`${url}/api/events`);
  const first = ticks.next();
  await publish(ricRecord(0), oduRecord(0, 0), ruSimRecord(0), ruSimRecord(1, { rMin: [5, 5] }));
  check('/api/events', 'text/event-stream', ((await first).value as { data: Tick }).data);
  await ticks.return(undefined);
  for (const path of ['/api/testbed', '/api/history', '/api/cdf', '/api/processes'])
    check(path, 'application/json', (await ask('GET', path)).json());
});
