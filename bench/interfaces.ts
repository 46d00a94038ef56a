import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { createServer, createConnection, type AddressInfo, type ListenOptions, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as grpc from '@grpc/grpc-js';
import { connect } from '@nats-io/transport-node';
import { FrameBuffer, FrameReader, FrameType, HEADER_BYTES } from '@chorus/platform/frames.ts';
import { D2Message, E2apPdu, IndicationMessage } from '@chorus/platform/proto.ts';
import { d2Pairs, range, type Topology } from '@chorus/phy';
import { roundTripUs } from './clock.ts';
import { freePorts } from '@chorus/cli/testbed/ports.ts';
import { findServer, thisMachine } from '@chorus/cli/testbed/servers.ts';

/** A round trip over one interface with messages of the paper's sizes. */
export interface InterfaceRow {
  name: string;
  bytesDown: number;
  bytesUp: number;
  p50Us: number;
  p99Us: number;
}

/** O-FH: a Downlink of CSI one way, an Uplink of precoders back, through the framing of both ends. */
export async function benchFronthaul(topology: Topology, calls: number): Promise<InterfaceRow[]> {
  const { K, Nr, Nt, Ns, coupled, served, radiosOfOdu } = topology;
  const radios = radiosOfOdu[0];
  const links = (lists: readonly (readonly number[])[]) =>
    radios.reduce((sum, l) => sum + lists[l].length, 0);
  const down = 4 * (K + 2 * links(coupled) * Nr * Nt);
  const up = 4 * (radios.length + 2 * links(served) * Nt * Ns) + 32;
  const folder = mkdtempSync(join(tmpdir(), 'chorus-bench-'));
  const rows: InterfaceRow[] = [];
  for (const [name, listen] of [
    ['O-FH, Unix socket', { path: join(folder, 'ofh') }],
    ['O-FH, TCP', { host: '127.0.0.1', port: 0 }],
  ] as const) {
    const result = await frameRoundTrip(listen, down, up, calls);
    rows.push({
      name,
      bytesDown: down + HEADER_BYTES,
      bytesUp: up + HEADER_BYTES,
      p50Us: result.p50,
      p99Us: result.p99,
    });
  }
  return rows;
}

async function frameRoundTrip(listen: ListenOptions, down: number, up: number, calls: number) {
  const server = createServer((socket) => {
    const answer = new FrameBuffer(up);
    read(socket, down, () => socket.write(answer.stamp(FrameType.uplink, 0, 0, 0)));
  });
  await once(server.listen(listen), 'listening');
  const address = server.address() as AddressInfo | string;
  const socket =
    typeof address === 'string' ? createConnection(address) : createConnection(address.port, '127.0.0.1');
  await once(socket, 'connect');
  socket.setNoDelay(true);
  let answered: () => void = () => undefined;
  read(socket, up, () => answered());
  const request = new FrameBuffer(down);
  const result = await roundTripUs(
    () =>
      new Promise<void>((resolve) => {
        answered = resolve;
        socket.write(request.stamp(FrameType.downlink, 0, 0, 0));
      }),
    calls,
  );
  socket.destroy();
  server.close();
  return result;
}

function read(socket: Socket, bytes: number, onFrame: () => void): void {
  const fail = (fault: string, detail: string) => socket.destroy(new Error(`${fault}: ${detail}`));
  const reader = new FrameReader(bytes, onFrame, fail);
  socket.on('data', (chunk: Buffer) => reader.push(chunk));
}

/** E2: an indication of one O-DU up, a control of its users down, encoded and decoded at both ends. */
export async function benchE2(topology: Topology, calls: number): Promise<InterfaceRow> {
  const { Nr, Ns, observed, usersOfAnchor } = topology;
  const users = [...usersOfAnchor[0]];
  const complexes = (count: number) => new Uint8Array(8 * count);
  const indication = {
    ricIndication: {
      message: IndicationMessage.encode({
        users,
        channel: complexes(users.reduce((sum, k) => sum + observed[k].length, 0) * Nr * Ns),
        reward: new Uint8Array(4 * users.length),
      }),
    },
  };
  const control = { ricControlRequest: { message: complexes(users.length * (Nr * Ns + (Ns * Ns) / 2)) } };
  const method = {
    path: '/chorus.e2ap.v1.E2/Connect',
    requestStream: true,
    responseStream: true,
    requestSerialize: (pdu: typeof indication) => E2apPdu.encode(pdu),
    requestDeserialize: (bytes: Buffer) => E2apPdu.decode(bytes),
    responseSerialize: (pdu: typeof control) => E2apPdu.encode(pdu),
    responseDeserialize: (bytes: Buffer) => E2apPdu.decode(bytes),
  } as const;
  const server = new grpc.Server();
  server.addService(
    { connect: method },
    {
      connect: (call: grpc.ServerDuplexStream<E2apPdu, typeof control>) => {
        call.on('data', () => call.write(control));
        call.on('end', () => call.end());
      },
    },
  );
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    ),
  );
  const client = new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  const call = client.makeBidiStreamRequest(method.path, method.requestSerialize, method.responseDeserialize);
  let answered: () => void = () => undefined;
  call.on('data', () => answered());
  const result = await roundTripUs(
    () =>
      new Promise<void>((resolve) => {
        answered = resolve;
        call.write(indication);
      }),
    calls,
  );
  const ended = once(call, 'end');
  call.end();
  await ended;
  client.close();
  server.forceShutdown();
  return {
    name: 'E2, gRPC stream',
    bytesDown: E2apPdu.encode(control).length,
    bytesUp: E2apPdu.encode(indication).length,
    p50Us: result.p50,
    p99Us: result.p99,
  };
}

/** D2: the sums of one O-DU to another over a real nats-server, and the other's back. */
export async function benchD2(topology: Topology, calls: number): Promise<InterfaceRow> {
  const { Nr, Ns } = topology;
  const pairs = d2Pairs(topology, 0, 1, 'served').length;
  const bytes = D2Message.encode({ from: 0, to: 1, sums: new Uint8Array(8 * pairs * Nr * Ns) });
  const [port] = await freePorts(1);
  const { path } = findServer(
    'nats-server',
    thisMachine((text) => void process.stderr.write(`${text}\n`)),
  );
  const server = spawn(path, ['-a', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  try {
    const servers = `127.0.0.1:${port}`;
    const options = { servers, waitOnFirstConnect: true, reconnectTimeWait: 50 };
    const [here, there] = await Promise.all(range(2).map(() => connect(options)));
    there.subscribe('d2.0.1', {
      callback: (_error, message) => {
        D2Message.decode(message.data);
        there.publish('d2.1.0', bytes);
      },
    });
    let answered: () => void = () => undefined;
    here.subscribe('d2.1.0', {
      callback: (_error, message) => {
        D2Message.decode(message.data);
        answered();
      },
    });
    await Promise.all([here.flush(), there.flush()]);
    const result = await roundTripUs(
      () =>
        new Promise<void>((resolve) => {
          answered = resolve;
          here.publish('d2.0.1', bytes);
        }),
      calls,
    );
    await Promise.all([here.close(), there.close()]);
    return {
      name: 'D2, NATS',
      bytesDown: bytes.length,
      bytesUp: bytes.length,
      p50Us: result.p50,
      p99Us: result.p99,
    };
  } finally {
    server.kill();
  }
}
