import assert from 'node:assert/strict';
import { request } from 'node:http';
import { test } from 'node:test';
import Fastify from 'fastify';
import type { Refused } from '../api.ts';
import { startDashboard } from '../testing/start-dashboard.ts';
import { answerRefusals } from './refusals.ts';
import { refuseOtherOrigins } from './same-origin.ts';

async function server() {
  const http = Fastify();
  answerRefusals(http);
  refuseOtherOrigins(http);
  http.all('/', async () => ({ done: true }));
  const json = { host: '127.0.0.1:10002', 'content-type': 'application/json' };
  const put = async (headers: Record<string, string>, method: 'GET' | 'PUT' | 'DELETE' = 'PUT') => {
    const answer = await http.inject({ method, url: '/', headers: { ...json, ...headers }, payload: '{}' });
    return { status: answer.statusCode, ...answer.json<Partial<Refused>>() };
  };
  return { put };
}

test('the page itself may steer, and so may a client that is no page', async () => {
  const { put } = await server();
  const welcome: Record<string, string>[] = [
    {},
    { origin: 'http://127.0.0.1:10002' },
    { host: 'localhost:80', origin: 'http://localhost:80' },
    { host: '[::1]:80', origin: 'http://[::1]:80' },
    { 'content-type': 'application/json; charset=utf-8' },
  ];
  for (const headers of welcome) assert.equal((await put(headers)).status, 200, JSON.stringify(headers));
});

test('a page from elsewhere may not, whatever it sends', async () => {
  const { put } = await server();
  for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1:10003', 'http://localhost:10002'])
    for (const method of ['PUT', 'DELETE'] as const) {
      const { status, code, value } = await put({ origin }, method);
      assert.deepEqual([status, code, value], [403, 'CHORUS_ORIGIN_REFUSED', origin]);
    }
  // A name that was made to lead here: then Origin and Host agree.
  const rebound = await put({ host: 'evil.example:10002', origin: 'http://evil.example:10002' });
  assert.deepEqual([rebound.status, rebound.field], [403, 'Host']);
});

test('what a form can send is no request', async () => {
  const { put } = await server();
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp']) {
    const { status, code, field } = await put({ 'content-type': type });
    assert.deepEqual([status, code, field], [400, 'CHORUS_FIELD_INVALID', 'Content-Type']);
  }
});

test('who only looks may come from anywhere', async () => {
  const { put } = await server();
  assert.equal((await put({ origin: 'https://elsewhere.example' }, 'GET')).status, 200);
});

test('the dashboard has this guard in front of what steers', async (t) => {
  const { url } = await startDashboard(t);
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
  const headers = { origin: 'https://evil.example', 'content-type': 'application/json' };
  request(`${url}/api/minimum-rate`, { method: 'PUT', headers }, (answer) => {
    answer.resume();
    resolve(answer.statusCode);
  })
    .on('error', reject)
    .end('{"users":"all","r_min":0}');
  assert.equal(await promise, 403);
});
