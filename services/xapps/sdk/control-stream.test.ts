import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client, credentials, Server, ServerCredentials, type ServerDuplexStream } from '@grpc/grpc-js';
import { XappControlOutcome, XappControlRequest, xappService } from '@chorus/platform/proto.ts';
import { ControlStream } from './control-stream.ts';

const control = { xapp: { name: 'x', replica: 0, replicas: 1 }, message: Buffer.alloc(0), models: 0 };
const made = (slot: number) => ({ ...control, header: Buffer.from([slot]) });

/** What the RIC does with a request; its outcome names the control by `appliedAtSlot`. */
let take: (stream: ServerDuplexStream<Buffer, Buffer>, request: XappControlRequest) => void;
const answer = (stream: ServerDuplexStream<Buffer, Buffer>, { id, header }: XappControlRequest) =>
  stream.write(XappControlOutcome.encode({ id, nodes: [{ e2NodeId: 'o-du-0', appliedAtSlot: header[0] }] }));

const server = new Server();
let client: Client;
before(async () => {
  server.addService(xappService, {
    controls: (stream: ServerDuplexStream<Buffer, Buffer>) => {
      stream.on('data', (bytes: Buffer) => take(stream, XappControlRequest.decode(bytes)));
      stream.on('error', () => undefined);
    },
  });
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) =>
    error === null ? resolve(port) : reject(error),
  );
  client = new Client(`127.0.0.1:${await promise}`, credentials.createInsecure());
});
after(() => {
  client.close();
  server.forceShutdown();
});

test('each control gets its own outcome, in whatever order they come', async () => {
  const waiting: XappControlRequest[] = [];
  take = (stream, request) => {
    waiting.push(request);
    if (waiting.length === 3) for (const one of waiting.reverse()) answer(stream, one);
  };
  const stream = new ControlStream(client);
  const outcomes = await Promise.all([1, 2, 3].map((slot) => stream.send(made(slot))));
  assert.deepEqual(
    outcomes.map(([node]) => node.appliedAtSlot),
    [1, 2, 3],
  );
});

test('controls whose stream ends are rejected, and the next opens another', async () => {
  take = (stream) => stream.end();
  const stream = new ControlStream(client);
  await assert.rejects(stream.send(made(1)), /ended the stream of controls/);
  take = answer;
  const [node] = await stream.send(made(2));
  assert.equal(node.appliedAtSlot, 2);
});

test('an outcome that does not decode ends the stream, and the next control opens another', async () => {
  take = (stream) => stream.write(Buffer.from([0xff]));
  const stream = new ControlStream(client);
  await assert.rejects(stream.send(made(1)), { code: 'CHORUS_MESSAGE_INVALID' });
  take = answer;
  const [node] = await stream.send(made(2));
  assert.equal(node.appliedAtSlot, 2);
});
