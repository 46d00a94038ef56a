import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OduCell, Random, range } from '@chorus/phy';
import { Counts } from '@chorus/platform/counters.ts';
import { impairmentsOf } from '@chorus/platform/impairments.ts';
import { D2Message } from '@chorus/platform/proto.ts';
import { testContext } from '@chorus/platform/testing/process-context.ts';
import { Registry } from 'prom-client';
import { D2Exchange } from './d2-exchange.ts';
import { ImpairmentsInForce } from './impairments-in-force.ts';

const network = { radios: 12, users: 8, odus: 4, cluster: 4, observed: 3, area_m: 200 };

/** All O-DUs of a network on a bus in memory; delivery is at once. */
function exchanges(scenarioPart: Record<string, unknown> = {}, reach: 'served' | 'coupled' = 'coupled') {
  const { scenario, topology } = testContext('t', { network, ...scenarioPart });
  const impairments = new ImpairmentsInForce(impairmentsOf(scenario));
  const random = new Random(5, 'd2.test');
  const listeners = new Map<string, (bytes: Uint8Array, subject: string) => void>();
  const sent: [string, Uint8Array][] = [];
  const bus = {
    publish(subject: string, bytes: Uint8Array) {
      sent.push([subject, bytes]);
      listeners.get(subject)?.(bytes, subject);
    },
    async subscribe(subject: string, onMessage: (bytes: Uint8Array, subject: string) => void) {
      listeners.set(subject, onMessage);
    },
  };
  const errors: unknown[] = [];
  const nodes = range(topology.U).map((odu) => {
    const cell = new OduCell(topology, odu);
    for (const array of [...cell.H, ...cell.V])
      for (let i = 0; i < array.length; i++) array[i] = random.normal();
    const registry = new Registry();
    const metrics = {
      messages: new Counts(registry, 'a_total', 'a', ['direction', 'odu']),
      payloadBytes: new Counts(registry, 'b_total', 'b', ['direction', 'odu']),
      invalid: new Counts(registry, 'c_total', 'c', ['from']),
    };
    const exchange = new D2Exchange(
      {
        cell,
        scenario,
        impairments,
        bus,
        metrics,
        onInvalid: (error) => errors.push(error),
        onArrival: () => undefined,
        nearRtLoop: () => 0,
      },
      { reach },
    );
    return { cell, exchange, metrics };
  });
  return { nodes, sent, errors, listeners, topology, impairments };
}

async function started(...args: Parameters<typeof exchanges>) {
  const made = exchanges(...args);
  for (const { exchange } of made.nodes) await exchange.start();
  return made;
}

/** What an O-DU does at the end of a loop. */
function send(exchange: D2Exchange, nearRtLoop: number, slot: number) {
  exchange.gather(nearRtLoop, slot);
  return exchange.send();
}

/** The two O-DUs of the first message that somebody sends. */
function firstPair({ sent }: Awaited<ReturnType<typeof started>>): [number, number] {
  const [, from, to] = sent[0][0].split('.').map(Number);
  return [from, to];
}

describe('D2', () => {
  it('gives the same Z (22) with both payloads', async () => {
    const outcome = async (payload: string) => {
      const net = await started({ d2: { payload } });
      const sizes = net.nodes.map(({ exchange }) => ({ ...send(exchange, -1, 0) }));
      for (const { exchange } of net.nodes) exchange.apply(1);
      assert.deepEqual(net.errors, []);
      return { Z: net.nodes.map(({ cell }) => cell.Zremote), bytes: sizes.map((s) => s.payloadBytes) };
    };
    const [sums, channels] = [await outcome('sums'), await outcome('channels')];
    let largest = 0;
    for (const Z of sums.Z) for (const z of Z) largest = Math.max(largest, Math.abs(z));
    assert.ok(largest > 0.1);
    for (const [u, Z] of sums.Z.entries())
      for (const [i, z] of Z.entries()) assert.ok(Math.abs(z - channels.Z[u][i]) < 1e-6 * largest);
    assert.notDeepEqual(sums.bytes, channels.bytes);
  });

  it('counts what it sends: two float32 a complex number', async () => {
    const net = await started();
    const sent = send(net.nodes[0].exchange, -1, 0);
    const { payloadBytes, messages, complexNumbers, protobufBytes } = sent;
    const own = net.sent.map(([, bytes]) => D2Message.decode(bytes).sums.length);
    assert.equal(messages, own.length);
    assert.ok(messages > 0);
    assert.equal(
      payloadBytes,
      own.reduce((a, b) => a + b),
    );
    assert.equal(complexNumbers, payloadBytes / 8);
    const onTheBus = net.sent.reduce((sum, [, bytes]) => sum + bytes.length, 0);
    assert.equal(protobufBytes, onTheBus);
  });

  it('has arrived when every sender’s message of the loop has', async () => {
    const probe = await started();
    for (const { exchange } of probe.nodes) send(exchange, -1, 0);
    const [from, to] = firstPair(probe);
    const { nodes } = await started();
    for (const [odu, { exchange }] of nodes.entries()) if (odu !== from) send(exchange, -1, 0);
    assert.ok(!nodes[to].exchange.arrived(-1));
    send(nodes[from].exchange, -1, 0);
    assert.ok(nodes[to].exchange.arrived(-1));
    assert.ok(!nodes[to].exchange.arrived(0));
  });

  it('takes effect after its delay', async () => {
    const net = await started({ clock: { rt_loops: 5 }, impairments: { d2_delay_slots: 3 } });
    for (const { exchange } of net.nodes) send(exchange, 0, 5);
    const [, to] = firstPair(net);
    const { exchange, cell } = net.nodes[to];
    exchange.apply(8);
    assert.ok(cell.Zremote.every((z) => z === 0));
    exchange.apply(9);
    assert.ok(cell.Zremote.some((z) => z !== 0));
  });

  it('that is lost has arrived, but leaves Z as it was', async () => {
    const net = await started({ impairments: { d2_loss: 1 } });
    for (const { exchange } of net.nodes) send(exchange, -1, 0);
    const [, to] = firstPair(net);
    const { exchange, cell } = net.nodes[to];
    assert.ok(exchange.arrived(-1));
    exchange.apply(100);
    assert.ok(cell.Zremote.every((z) => z === 0));
  });

  it('is under the impairments of the slot that it was sent in; an overtaken one changes nothing', async () => {
    const net = await started({ clock: { rt_loops: 5 }, impairments: { d2_delay_slots: 9 } });
    const change = (part: object, slot: number) =>
      net.impairments.take(Buffer.from(JSON.stringify({ ...net.impairments.at(0), ...part })), slot);
    change({ d2_delay_slots: 0 }, 6);
    change({ d2_loss: 1 }, 11);
    const [delayed, prompt, lost] = [0, 1, 2].map((loop) => () => {
      for (const { cell, exchange } of net.nodes) {
        for (const V of cell.V) V.fill(loop);
        send(exchange, loop, 5 * (loop + 1));
      }
    });
    delayed();
    const [, to] = firstPair(net);
    const { exchange, cell } = net.nodes[to];
    exchange.apply(10);
    assert.ok(cell.Zremote.every((z) => z === 0));
    prompt();
    exchange.apply(11);
    const inForce = cell.Zremote.slice();
    assert.ok(inForce.some((z) => z !== 0));
    lost();
    exchange.apply(100);
    assert.ok(exchange.arrived(2));
    assert.deepEqual(cell.Zremote, inForce);
  });

  it('drops and counts what is not in order, and goes on', async () => {
    const net = await started();
    for (const { exchange } of net.nodes) send(exchange, -1, 0);
    const [from, to] = firstPair(net);
    const subject = `d2.${from}.${to}`;
    const good = D2Message.decode(net.sent[0][1]);
    const nan = Buffer.from(good.sums);
    nan.writeFloatLE(NaN, 4);
    const bad = [
      Buffer.from('no protobuf'),
      D2Message.encode({ ...good, nearRtLoop: 0, sums: good.sums.slice(4) }),
      D2Message.encode({ ...good, nearRtLoop: 0, sums: nan }),
      D2Message.encode({ ...good, nearRtLoop: 0, from: to }),
      D2Message.encode({ ...good, nearRtLoop: 0, kind: 'CHANNELS' }),
      D2Message.encode({ ...good, nearRtLoop: -1 }),
      D2Message.encode({ ...good, nearRtLoop: 1e9 }),
    ];
    for (const bytes of bad) net.listeners.get(subject)?.(bytes, subject);
    assert.equal(net.errors.length, bad.length);
    assert.equal(net.nodes[to].metrics.invalid.cell({ from: String(from) }).value, bad.length);
    const { exchange } = net.nodes[to];
    assert.ok(exchange.arrived(-1) && !exchange.arrived(0));
    net.nodes.forEach((node) => send(node.exchange, 0, 10));
    assert.ok(exchange.arrived(0));
  });

  it('of a precoder that needs nothing of others sends nothing and waits for nothing', async () => {
    const net = await started({}, 'none' as 'served');
    assert.equal(send(net.nodes[0].exchange, -1, 0).messages, 0);
    assert.ok(net.nodes[0].exchange.arrived(1000));
  });

  it('carries what the next loop needs from the end of the loop before a change, and takes what comes', async () => {
    const net = await started({}, 'served');
    for (const { exchange } of net.nodes) exchange.change('coupled', 2);
    const sent = (loop: number) =>
      net.nodes.reduce((sum, { exchange }) => sum + send(exchange, loop, 10 * loop + 10).payloadBytes, 0);
    const [before, after] = [sent(0), sent(1)];
    assert.ok(before > 0 && after > before, `${before} then ${after} bytes`);
    assert.deepEqual(net.errors, []);
    for (const { exchange } of net.nodes) {
      assert.ok(exchange.arrived(1));
      assert.ok(!exchange.arrived(2));
      exchange.change('none', 3);
      assert.ok(exchange.arrived(2), 'nothing is waited for');
    }
    assert.equal(sent(2), 0);
    const whole = await started({}, 'coupled');
    for (const [u, { cell }] of whole.nodes.entries())
      for (const [j, H] of cell.H.entries()) {
        H.set(net.nodes[u].cell.H[j]);
        cell.V[j].set(net.nodes[u].cell.V[j]);
      }
    for (const { exchange } of whole.nodes) send(exchange, 1, 20);
    for (const [u, { exchange, cell }] of whole.nodes.entries()) {
      exchange.apply(21);
      net.nodes[u].exchange.apply(21);
      assert.deepEqual(net.nodes[u].cell.Zremote, cell.Zremote);
    }
  });

  it('tells of the moment when it was gathered', async () => {
    const messages = async (change: (cell: OduCell, exchange: D2Exchange) => void) => {
      const net = await started();
      const [{ cell, exchange }] = net.nodes;
      exchange.gather(-1, 0);
      change(cell, exchange);
      exchange.send();
      return net.sent.map(([, bytes]) => Buffer.from(bytes).toString('hex'));
    };
    const sent = await messages(() => undefined);
    assert.ok(sent.length > 0);
    const changed = await messages((cell) => {
      for (const array of [...cell.H, ...cell.V]) array.fill(1);
    });
    assert.deepEqual(changed, sent);
    const taken = await messages((_cell, exchange) => exchange.change('served', 0));
    assert.deepEqual(taken, sent, 'with the reach that it was gathered for');
  });
});
