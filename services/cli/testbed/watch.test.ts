import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import { hasCode } from '@chorus/platform/errors.ts';
import { untilHealthy, whatWaits } from './watch.ts';

const signal = new AbortController().signal;

/** A process that is healthy from its n-th answer on. */
async function process(t: TestContext, name: string, healthyFrom: number) {
  let answers = 0;
  const server = createServer((_request, response) => {
    const starting = ++answers < healthyFrom;
    response.statusCode = starting ? 503 : 200;
    response.end(JSON.stringify(starting ? { status: 'starting', waitingFor: 'redis' } : { status: 'ok' }));
  }).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  return { name, http: `127.0.0.1:${(server.address() as AddressInfo).port}`, answers: () => answers };
}

test('waits until the last is healthy and leaves alone those that are', async (t) => {
  const [soon, late] = [await process(t, 'soon', 1), await process(t, 'late', 3)];
  await untilHealthy([soon, late], { seconds: 60, signal });
  assert.equal(soon.answers(), 1);
  assert.equal(late.answers(), 3);
});

test('gives up naming whom nobody hears of before who waits for it', async (t) => {
  const waits = await process(t, 'waits', Infinity);
  const absent = { name: 'absent', http: '127.0.0.1:1' };
  await assert.rejects(untilHealthy([waits, absent], { seconds: 0.2, signal }), (error) => {
    assert(hasCode(error, 'CHORUS_PEER_TIMEOUT'));
    assert.equal(error.metadata.peer, 'absent');
    assert.match(error.message, /waits: redis; absent: does not listen yet/);
    return true;
  });
});

test('an abort ends the waiting', async (t) => {
  const waits = await process(t, 'waits', Infinity);
  const stopping = new AbortController();
  const waiting = untilHealthy([waits], {
    seconds: 60,
    signal: stopping.signal,
    onProgress: () => stopping.abort(new Error('enough')),
  });
  await assert.rejects(waiting);
});

test('who answers tells what it waits for when nobody is silent', () => {
  const report = (name: string, waitingFor: string | null) => {
    return { name, ok: true, waitingFor, details: { status: 'ok' } };
  };
  assert.equal(whatWaits([report('ru-sim', 'o-du-0'), report('o-du-0', null)]), 'ru-sim (o-du-0)');
  assert.equal(whatWaits([report('ru-sim', null)]), 'nothing that a process would name');
});
