import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Server, ServerCredentials, type ServerWritableStream } from '@grpc/grpc-js';
import { hasCode } from '@chorus/platform/errors.ts';
import { XappEvent, xappService } from '@chorus/platform/proto.ts';
import { freePort } from '@chorus/platform/testing/nats-server.ts';
import { pino } from 'pino';
import { RicClient } from './ric-client.ts';

/** A RIC that confirms every subscription, naming itself. */
async function ric(port: number, name: string): Promise<Server> {
  const server = new Server();
  server.addService(xappService, {
    subscribe: (call: ServerWritableStream<Buffer, Buffer>) =>
      call.write(XappEvent.encode({ subscribed: { e2Nodes: [name] } })),
    control: () => undefined,
    reportModels: () => undefined,
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const credentials = ServerCredentials.createInsecure();
  server.bindAsync(`127.0.0.1:${port}`, credentials, (error) => (error ? reject(error) : resolve()));
  await promise;
  return server;
}

function client(port: number, patienceS: number) {
  const stop = new AbortController();
  const init = {
    address: `127.0.0.1:${port}`,
    digest: 'd',
    xapp: { name: 'x', replica: 0, replicas: 1 },
    patienceS,
  };
  return { stop, ric: new RicClient({ log: pino({ level: 'silent' }), signal: stop.signal }, init) };
}

test('subscribes again when the RIC comes back', async () => {
  const port = await freePort();
  const first = await ric(port, 'first');
  const { stop, ric: own } = client(port, 60);
  const seen: string[] = [];
  const lost = Promise.withResolvers<void>();
  let next = Promise.withResolvers<void>();
  const over = own.subscribe('NEAR_RT_LOOP', 'NEIGHBOURS', {
    subscribed: ([name]) => {
      seen.push(name);
      next.resolve();
    },
    notices: () => undefined,
    plan: () => undefined,
    takeover: () => undefined,
    lost: () => lost.resolve(),
  });
  await next.promise;
  next = Promise.withResolvers<void>();
  first.forceShutdown();
  await lost.promise;
  const second = await ric(port, 'second');
  await next.promise;
  assert.deepEqual(seen, ['first', 'second']);
  stop.abort();
  await over;
  own.stop();
  second.forceShutdown();
});

test('gives up on a RIC that stays away', async () => {
  const { ric: own } = client(await freePort(), 0.3);
  const ignore = () => undefined;
  await assert.rejects(
    own.subscribe('NEAR_RT_LOOP', 'NEIGHBOURS', {
      subscribed: ignore,
      notices: ignore,
      plan: ignore,
      takeover: ignore,
      lost: ignore,
    }),
    (error) => hasCode(error, 'CHORUS_PEER_TIMEOUT'),
  );
  own.stop();
});
