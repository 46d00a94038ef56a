// Two shards of ru-sim and O-DUs on real sockets, in one process: a connection that breaks changes nothing.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as connectTcp, createServer, type AddressInfo, type Socket } from 'node:net';
import { test, type TestContext } from 'node:test';
import { OfhClients } from '@chorus/o-du/ofh-clients.ts';
import { ShardFrames } from '@chorus/o-du/shard-frames.ts';
import { LocalRzf, OduCell, range } from '@chorus/phy';
import { parseTcpEndpoint } from '@chorus/platform/endpoint.ts';
import { FrameBuffer, FrameType, type FrameHeader } from '@chorus/platform/frames.ts';
import { Downlink, longestDown, Uplink } from '@chorus/platform/ofh.ts';
import { startNatsServer } from '@chorus/platform/testing/nats-server.ts';
import { testContext, type TestContext as Context } from '@chorus/platform/testing/process-context.ts';
import { RuSim } from '@chorus/ru-sim';
import { connect } from '@nats-io/transport-node';

const network = { radios: 12, users: 7, odus: 2, cluster: 3, observed: 3, area_m: 200 };
const clock = { rt_loops: 3, near_rt_loops: 4 };
const NO_TIMES = { dAppMs: 0, e2WaitMs: 0, d2WaitMs: 0, totalMs: 0 };

/** An O-DU that precodes by D-RZF. @param beforeAnswer is called before each answer is sent */
function odu(context: Context, number: number, addresses: string[], beforeAnswer: (slot: number) => void) {
  const { topology, scenario, digest, log } = context;
  const cell = new OduCell(topology, number);
  const [downlink, uplink] = [new Downlink(topology, number), new Uplink(topology, number)];
  const rzf = new LocalRzf(topology, number, 1e5);
  const frame = new FrameBuffer(uplink.bytes);
  let answered = -1;
  const repeated: number[] = [];
  const fault = (_fault: unknown, detail: string) => assert.fail(detail);
  const onFrame = ({ type, slot, nearRtLoop }: FrameHeader, payload: Buffer, shard: number) => {
    if (type !== FrameType.downlink) return;
    if (slot === answered) {
      repeated.push(shard);
      return clients.sendTo(shard, frame.bytes);
    }
    downlink.read(payload, cell);
    rzf.precode(cell);
    uplink.write(frame, cell, NO_TIMES);
    answered = slot;
    beforeAnswer(slot);
    clients.send(frame.stamp(FrameType.uplink, 0, slot, nearRtLoop));
  };
  const shards = addresses.length;
  const frames = new ShardFrames(
    { topology, events: { onFrame, onFault: fault } },
    { odu: number, observe: 'neighbours', shards, rtLoops: scenario.clock.rt_loops },
  );
  const clients = new OfhClients(
    {
      log,
      events: {
        onFrame: (header, payload, shard) => frames.take(header, payload, shard),
        onFault: fault,
        onRead: () => undefined,
        onFail: (error) => context.fail(error),
        onBytes: () => undefined,
      },
    },
    {
      odu: number,
      digest,
      addresses,
      patienceS: 5,
      maxPayload: longestDown(topology, number, 'neighbours'),
    },
  );
  return { clients, repeated };
}

/** A way to an address that can be cut. */
async function cable(t: TestContext, address: string) {
  const ends = new Set<Socket>();
  const server = createServer((near) => {
    const far = connectTcp(parseTcpEndpoint(address));
    for (const end of [near, far]) ends.add(end.on('error', () => undefined));
    near.pipe(far).pipe(near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const cut = () => {
    for (const end of ends) end.destroy();
    ends.clear();
  };
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, cut };
}

/** Records of a run. @param cutsIn slots in which O-DU 1's way to the last shard is cut before it answers */
async function records(t: TestContext, shards: number, cutsIn: readonly number[] = []) {
  const nats = await startNatsServer();
  const listener = await connect({ servers: nats.address });
  const heard: string[] = [];
  listener.subscribe('kpi.ru-sim', {
    callback: (_error, message) => void heard.push(JSON.stringify({ ...message.json<object>(), wall: null })),
  });
  await listener.flush();
  const document = { network, clock, csi: { error_db: -10 }, ru_sim: { shards } };
  const contexts = range(shards).map((index) =>
    testContext('ru-sim', document, { nats: nats.address, ofh: '127.0.0.1:0', patienceS: 5, index }),
  );
  const ruSims = contexts.map((context) => new RuSim(context));
  const started = ruSims.map((ruSim) => ruSim.start());
  while (ruSims.some(({ address }) => address === '')) await new Promise((next) => setTimeout(next, 5));
  const addresses = ruSims.map(({ address }) => address);
  const toLast = await cable(t, addresses[shards - 1]);
  const whole = odu(contexts[0], 0, addresses, () => undefined);
  const cutOff = odu(contexts[0], 1, [...addresses.slice(0, -1), toLast.address], (slot) => {
    if (cutsIn.includes(slot)) toLast.cut();
  });
  const never = new AbortController().signal;
  await Promise.all([whole, cutOff].map(({ clients }) => clients.start(never)));
  await Promise.all(started);
  await Promise.all(ruSims.map((ruSim) => ruSim.ended()));
  assert.deepEqual(
    contexts.flatMap(({ failures }) => failures),
    [],
  );
  await listener.flush();
  for (const { clients } of [whole, cutOff]) clients.stop();
  toLast.cut();
  await Promise.all(ruSims.map((ruSim) => ruSim.stop()));
  await listener.close();
  await nats.stop();
  return { heard, repeated: cutOff.repeated };
}

test('a connection to one shard that breaks is asked for its slot alone, and the records stay', async (t) => {
  const one = await records(t, 1);
  assert.equal(one.heard.length, clock.near_rt_loops);
  const [two, broken] = [await records(t, 2), await records(t, 2, [4, 9])];
  assert.deepEqual(two.heard, one.heard);
  assert.deepEqual(two.repeated, []);
  assert.deepEqual(broken.heard, one.heard);
  assert.deepEqual(broken.repeated, [1, 1]);
});
