import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test, type TestContext as T } from 'node:test';
import type { Mark, Tick } from './api.ts';
import { MOST_CLIENTS, SseHub } from './sse-hub.ts';

/** A hub behind a real server; `join` gives the client's end of a stream. */
async function start(t: T, init = {}) {
  const hub = new SseHub(init);
  const server = createServer((_request, response) => hub.join(response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    hub.close();
    server.closeAllConnections();
    server.close();
  });
  const join = async () => {
    const asked = request({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' }).end();
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    return answer;
  };
  return { hub, join };
}

/** Reads until what came matches. */
async function read(stream: IncomingMessage, pattern: RegExp): Promise<string> {
  let text = '';
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    text += String(chunk);
    if (pattern.test(text)) return text;
  }
  throw new Error(`the stream ended after ${text.slice(-200)}`);
}

const tick = (nearRtLoop: number, filler = '') => ({ nearRtLoop, filler }) as unknown as Tick;
const mark = (text: string) => ({ text }) as unknown as Mark;
const until = async (holds: () => boolean) => {
  while (!holds()) await new Promise((go) => setTimeout(go, 5));
};

test('events go to everybody; who comes late gets the newest tick at once', async (t) => {
  const { hub, join } = await start(t);
  const early = await join();
  assert.match(early.headers['content-type'] ?? '', /^text\/event-stream/);
  hub.tick(tick(1));
  hub.mark(mark('swap'));
  const text = await read(early, /swap.*\n\n/);
  assert.match(
    text,
    /^retry: 1000\n\nevent: tick\ndata: {"nearRtLoop":1,.*}\n\nevent: mark\ndata: {"text":"swap"}/,
  );
  const late = await read(await join(), /tick/);
  assert.match(late, /"nearRtLoop":1,/);
  assert.doesNotMatch(late, /swap/);
});

test('a client that is gone is forgotten', async (t) => {
  const { hub, join } = await start(t);
  const client = await join();
  assert.equal(hub.size, 1);
  client.destroy();
  await until(() => hub.size === 0);
});

test('a quiet stream has heartbeats', async (t) => {
  const { join } = await start(t, { heartbeatMs: 20 });
  await read(await join(), /(: still here\n\n){2}/);
});

test('one that does not read skips ticks, goes on with the newest, and does not hold up another', async (t) => {
  const { hub, join } = await start(t);
  const slow = await join();
  const quick = await join();
  slow.pause();
  const filler = 'x'.repeat(100_000);
  const TICKS = 400;
  for (let n = 0; n < TICKS; n++) {
    hub.tick(tick(n, filler));
    await read(quick, new RegExp(`"nearRtLoop":${n},.*\n\n`));
  }
  // Forty megabytes for each client: more than sockets hold.
  slow.resume();
  let text = '';
  let last = TICKS;
  for await (const chunk of slow.iterator({ destroyOnReturn: false })) {
    text = (text + String(chunk)).replaceAll(filler, '');
    if (/"nearRtLoop":\d{4},/.test(text)) break;
    // Once it reads again, it gets what is new.
    if (text.length < 200_000) hub.tick(tick(1000 + last++));
  }
  const seen = [...text.matchAll(/"nearRtLoop":(\d+),/g)].map(([, n]) => Number(n));
  assert.ok(seen.length < TICKS, `it skipped: ${seen.length} ticks came`);
  assert.ok(seen.some((n) => n >= 1000));
  assert.deepEqual(
    seen,
    seen.toSorted((a, b) => a - b),
  );
});

test('one that does not read while marks pile up is dropped', async (t) => {
  const { hub, join } = await start(t);
  const client = await join();
  client.pause();
  const text = 'x'.repeat(100_000);
  for (let n = 0; n < 1000 && hub.size > 0; n++) {
    hub.mark(mark(text));
    await new Promise((go) => setImmediate(go));
  }
  assert.equal(hub.size, 0);
});

test('there is room for so many and no more', async (t) => {
  const { hub, join } = await start(t);
  await Promise.all(Array.from({ length: MOST_CLIENTS }, join));
  assert.equal(hub.isFull, true);
});
