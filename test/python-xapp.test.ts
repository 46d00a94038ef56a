// The xApp in Python gives what the closed form gives, through the near-RT RIC's xApp API and a real Redis.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { join, resolve } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { Observe } from '@chorus/contracts';
import type { FakeNode } from '@chorus/near-rt-ric/testing/fake-node.ts';
import { startRic, testScenario, type TestRic } from '@chorus/near-rt-ric/testing/start-ric.ts';
import { Random, receivedCovariance, type Topology } from '@chorus/phy';
import { ControlHeader, ControlMessage, type IndicationMessage } from '@chorus/platform/proto.ts';
import { measuredReport } from '@chorus/platform/schemes.ts';
import { encodeTensor, packHermitian } from '@chorus/platform/tensors.ts';
import { createXApp } from '@chorus/xapp-closed-form/xapp.ts';
import { FilterRunner } from '@chorus/xapp-sdk/filter-runner.ts';

const program = join(resolve(import.meta.dirname, '..'), 'examples/python-xapp/xapp.py');
const LOADING_DB = 20;
/** Of float32, relative to the largest number of a matrix: two libraries round differently at times. */
const TOLERANCE = 2 ** -23;

/** A RIC on its network addresses, as the Python xApp needs it. */
async function ricFor(t: TestContext, observe: Observe): Promise<TestRic> {
  const network = { ...testScenario.network, observe };
  const ric = await startRic({ ...testScenario, network, xapp: { loading_db: LOADING_DB } });
  t.after(() => ric.stop());
  await ric.context.http.listen({ host: '127.0.0.1', port: 0 });
  return ric;
}

/** Takes the part of the scenario's xApp. */
function startPython(t: TestContext, { ric, context, redis }: TestRic, ...more: string[]) {
  const { port } = context.http.server.address() as AddressInfo;
  const addresses = ['--ric', `127.0.0.1:${port}`, '--xapp-api', ric.xappApiAddress];
  const args = [...addresses, '--redis', redis.address, '--name', 'closed-form', ...more];
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = once(child, 'exit') as Promise<[number | null]>;
  t.after(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  return { child, ended, said: () => said };
}

/** A report of an O-DU with channels 40 dB over the noise, drawn anew for each label. */
function drawReport(topology: Topology, odu: number, observe: Observe, label: string): IndicationMessage {
  const { Nr, Ns, observed, usersOfAnchor } = topology;
  const random = new Random(odu, label);
  const users = [...usersOfAnchor[odu]];
  const blocks = observe === 'neighbours' ? observed[0].length : 1;
  const draw = (count: number) => Float64Array.from({ length: count }, () => 100 * random.normal());
  const none = Buffer.alloc(0);
  const Xi = draw(users.length * 2 * blocks * Nr * Ns);
  const packed = new Float64Array(users.length * Nr * Nr);
  for (const n of users.keys()) {
    const J = new Float64Array(2 * Nr * Nr);
    const interference = draw(2 * Nr * Ns);
    const own = Xi.slice(n * 2 * Nr * Ns, (n + 1) * 2 * Nr * Ns);
    receivedCovariance(2, Nr, Ns, Float64Array.of(...own, ...interference), 0, J);
    packHermitian(J, Nr, packed, n * Nr * Nr);
  }
  const power = Float64Array.from(users, () => 1 + 1e4 * random.uniform());
  return {
    users,
    channel: encodeTensor(Xi),
    covariance: observe === 'covariance' ? encodeTensor(packed) : none,
    reward: encodeTensor(draw(users.length)),
    interference: observe === 'power' ? encodeTensor(power) : none,
  };
}

/** The filters that a node was told, by user. */
async function told(node: FakeNode, { Nr, Ns }: Topology) {
  const { header, message } = await node.next('ricControlRequest');
  const { users, u, w } = ControlMessage.decode(message);
  const row = (bytes: Uint8Array, n: number, reals: number) =>
    floats(bytes.subarray(4 * n * reals, 4 * (n + 1) * reals));
  return {
    header: ControlHeader.decode(header),
    filters: new Map(users.map((k, n) => [k, [...row(u, n, 2 * Nr * Ns), ...row(w, n, Ns * Ns)]])),
  };
}

function floats(bytes: Uint8Array): Float32Array {
  return new Float32Array(Uint8Array.from(bytes).buffer);
}

/** Reports a near-RT loop to the xApp and to the built-in closed form. @returns the worst relative difference */
async function decideBoth(
  { context: { topology } }: TestRic,
  nodes: readonly FakeNode[],
  observe: Observe,
  when: { nearRtLoop: number; slot: number },
): Promise<number> {
  const report = measuredReport[observe];
  const reports = nodes.map((_, odu) => drawReport(topology, odu, observe, `loop ${when.nearRtLoop}`));
  for (const [odu, node] of nodes.entries()) node.indicate(report, when, reports[odu]);
  const app = createXApp({ topology, observe }, { loadingDb: LOADING_DB });
  const fail = (what: string, error: unknown) => assert.fail(`${what}: ${String(error)}`);
  const users = Array.from({ length: topology.K }, (_, k) => k);
  const runner = new FilterRunner({ topology, app, onAppError: fail, onUnreadable: fail }, { report, users });
  const decision = runner.run(reports, when);
  const U = floats(decision?.message.u as Buffer);
  const W = floats(decision?.message.w as Buffer);
  const [u, w] = [U.length / topology.K, W.length / topology.K];
  let worst = 0;
  for (const node of nodes) {
    const { header, filters } = await told(node, topology);
    assert.deepEqual(header, decision?.header);
    assert.ok(filters.size > 0);
    for (const [k, values] of filters) {
      const expected = [...U.subarray(k * u, (k + 1) * u), ...W.subarray(k * w, (k + 1) * w)];
      assert.equal(values.length, expected.length);
      for (const [i, value] of values.entries()) {
        const scale = Math.max(...expected.slice(i < u ? 0 : u, i < u ? u : u + w).map(Math.abs));
        worst = Math.max(worst, Math.abs(value - expected[i]) / scale);
      }
    }
  }
  return worst;
}

/** Every node has been subscribed to (again). */
async function subscribed(nodes: readonly FakeNode[], times = 1): Promise<void> {
  while (nodes.some(({ subscriptions }) => subscriptions.length < times))
    await new Promise((next) => setTimeout(next, 20));
}

/** The xApp has said `what`: its nodes, and the test's pipe to it, each know a moment before or after it. */
async function heard(said: () => string, what: RegExp): Promise<void> {
  while (!what.test(said())) await new Promise((next) => setTimeout(next, 20));
}

/** A port that leads to `address`, until it is cut. */
async function wire(t: TestContext, address: string) {
  const sockets = new Set<Socket>();
  const [host, port] = address.split(':');
  const server = createServer((from) => {
    const onward = connect(Number(port), host);
    for (const socket of [from, onward]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => (from.destroy(), onward.destroy(), sockets.delete(socket)));
    }
    from.pipe(onward).pipe(from);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => sockets.forEach((socket) => socket.destroy());
  t.after(() => {
    server.close();
    cut();
  });
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, cut };
}

for (const observe of ['neighbours', 'covariance', 'power'] as const) {
  test(`under ${observe} its filters are those of the closed form to the last bits of float32`, async (t) => {
    const ric = await ricFor(t, observe);
    const nodes = await ric.nodes();
    startPython(t, ric);
    await subscribed(nodes);
    for (let loop = -1; loop < 3; loop++) {
      const when = { nearRtLoop: loop, slot: 10 * (loop + 1) };
      const worst = await decideBoth(ric, nodes, observe, when);
      assert.ok(worst <= TOLERANCE, `loop ${loop}: ${worst}`);
    }
  });
}

test('it subscribes again when it has lost the near-RT RIC', async (t) => {
  const ric = await ricFor(t, 'covariance');
  const nodes = await ric.nodes();
  const { address, cut } = await wire(t, ric.ric.xappApiAddress);
  const { said } = startPython(t, ric, '--xapp-api', address);
  await heard(said, /^subscribed to /m);
  cut();
  await subscribed(nodes, 2);
  await heard(said, /^lost the near-RT RIC, trying again: /m);
  assert.ok((await decideBoth(ric, nodes, 'covariance', { nearRtLoop: 4, slot: 50 })) <= TOLERANCE);
});

test('it waits for the near-RT RIC, and gives up when its patience is over', async (t) => {
  const ric = await ricFor(t, 'covariance');
  const absent = startPython(t, ric, '--xapp-api', '127.0.0.1:1', '--patience-s', '0.5');
  assert.deepEqual((await absent.ended)[0], 1);
  assert.match(absent.said(), /no near-RT RIC within 0.5 s/);
});

test('it ends with 0 when it is told to', async (t) => {
  const ric = await ricFor(t, 'covariance');
  const nodes = await ric.nodes();
  const { child, ended } = startPython(t, ric);
  await subscribed(nodes);
  child.kill('SIGTERM');
  assert.deepEqual((await ended)[0], 0);
});

test('its --help names the options and what it does', () => {
  const { status, stdout } = spawnSync(program, ['--help'], { encoding: 'utf8' });
  assert.equal(status, 0);
  for (const option of ['--testbed', '--ric', '--xapp-api', '--redis', '--name'])
    assert.ok(stdout.includes(option));
});
