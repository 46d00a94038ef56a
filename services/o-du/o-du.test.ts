import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { filterUsers, powerOf } from '@chorus/phy';
import { hasCode } from '@chorus/platform/errors.ts';
import { FrameBuffer, FrameType, smallFrame } from '@chorus/platform/frames.ts';
import { impairmentsOf } from '@chorus/platform/impairments.ts';
import { decodeRateSteps } from '@chorus/platform/rate-steps.ts';
import {
  AppPlan,
  AppTakeover,
  IndicationHeader,
  IndicationMessage,
  PRECODING,
  type E2apPdu,
} from '@chorus/platform/proto.ts';
import { decodeTensor, encodeTensor } from '@chorus/platform/tensors.ts';
import { startNatsServer, type NatsServer } from '@chorus/platform/testing/nats-server.ts';
import { ODu } from './o-du.ts';
import { aMoment, agree, network, RT_LOOPS, TestOdu } from './testing/run.ts';

const indication = (pdu: E2apPdu) => pdu.ricIndication !== undefined;
const outcome = (pdu: E2apPdu) =>
  pdu.ricControlAcknowledge !== undefined || pdu.ricControlFailure !== undefined;
const local = (test: TestOdu, V: readonly Float64Array[]) =>
  test.topology.radiosOfOdu[test.odu].map((l) => V[l]);

let nats: NatsServer;
before(async () => {
  nats = await startNatsServer();
});
after(() => nats.stop());

/** Those of the test that runs. */
const started: TestOdu[] = [];
afterEach(async () => {
  for (const test of started.splice(0)) await test.stop();
});

async function running(scenario: Record<string, unknown> = {}): Promise<TestOdu> {
  const test = new TestOdu(nats.address, scenario);
  started.push(test);
  await test.start();
  return test;
}

describe('an O-DU that starts', () => {
  it('says Hello to ru-sim only when E2 is set up', async () => {
    const test = await running();
    assert.deepEqual(test.ric.setups, ['o-du-0']);
    assert.deepEqual(test.ruSim.hellos, [{ odu: 0, digest: test.context.digest, shard: 0, shards: 1 }]);
  });

  it('ends when ru-sim starts another run, so that none of its state is of two', async () => {
    const test = await running({ scheme: { name: 'd-rzf' } });
    for (const slot of [0, 1]) await test.ruSim.slot(slot);
    test.ruSim.send(test.ruSim.makeDownlink(0));
    const failure = await test.context.failed;
    assert.ok(hasCode(failure, 'CHORUS_PEER_LOST'));
    assert.match(failure.message, /ru-sim: it has started another run/);
  });

  it('does not say Hello without a RIC, and names what did not come', async () => {
    const test = new TestOdu(nats.address, {}, { patienceS: 0.4 });
    started.push(test);
    test.ric.start = async () => {
      test.ric.address = '127.0.0.1:9';
    };
    await assert.rejects(test.start(), { code: 'CHORUS_PEER_TIMEOUT', message: /near-rt-ric/ });
    assert.deepEqual(test.ruSim.hellos, []);
  });

  it('with a number that the scenario does not have is refused', () => {
    const { context } = new TestOdu(nats.address, {}, { index: 2 });
    assert.throws(() => new ODu(context), { code: 'CHORUS_USAGE' });
  });

  it('answers the slot that starts a run with D-RZF, whatever the scheme', async () => {
    const test = await running({ scheme: { name: 'c-rzf' } });
    const V = local(test, test.ruSim.precodersOf(await test.ruSim.slot(0)));
    assert.ok(agree(V, test.localRzf()));
    for (const radio of V) assert.ok(powerOf(radio) <= test.topology.pMax);
  });
});

describe('an O-DU of scheme proposed in lockstep', () => {
  it('begins a loop when filters for every user and D2 of the loop before have come', async () => {
    const test = await running();
    assert.ok(test.pairs.length > 0);
    await test.ruSim.slot(0);
    test.ruSim.sendMeasured(-1);
    test.ruSim.send(test.ruSim.makeDownlink(1));
    test.sendFilters(0, test.served.slice(1));
    await aMoment();
    assert.equal((await test.health()).waitingFor, 'controls for slot 1 of near-RT loop 0');
    await test.sendD2(-1);
    await aMoment();
    assert.ok(!test.ruSim.answered);
    test.sendFilters(0, test.served.slice(0, 1));
    const first = test.ruSim.precodersOf(await test.ruSim.next(FrameType.uplink));
    assert.ok(!agree(local(test, first), test.localRzf()));
    // Inside the loop it waits for nothing; the next loop waits for D2 too.
    for (let slot = 2; slot <= RT_LOOPS; slot++) await test.ruSim.slot(slot);
    test.ruSim.sendMeasured(0);
    test.ruSim.send(test.ruSim.makeDownlink(RT_LOOPS + 1));
    test.sendFilters(1);
    await aMoment();
    assert.ok(!test.ruSim.answered);
    assert.equal((await test.health()).waitingFor, 'D2 of near-RT loop 0');
    await test.sendD2(0);
    await test.ruSim.next(FrameType.uplink);
    assert.equal((await test.health()).waitingFor, null);
  });

  it('acknowledges what it applied and from which slot, and refuses what is wrong with a Cause', async () => {
    const test = await running();
    await test.ruSim.slot(0);
    test.ruSim.sendMeasured(-1);
    test.ruSim.send(test.ruSim.makeDownlink(1));
    await test.sendD2(-1);
    const refused = test.ric.next(outcome);
    test.ric.control(test.node, { style: 'FILTERS', nearRtLoop: 0 }, { users: [...test.served] }, 5);
    const { ricControlFailure } = await refused;
    assert.equal(ricControlFailure?.id.instance, 5);
    assert.equal(ricControlFailure?.cause.value, 'payload-length');
    assert.ok(!test.ruSim.answered);
    const applied = test.ric.next(outcome);
    test.sendFilters(0);
    const { ricControlAcknowledge } = await applied;
    assert.equal(ricControlAcknowledge?.applied, test.served.length);
    assert.equal(ricControlAcknowledge?.appliedAtSlot, 1);
    await test.ruSim.next(FrameType.uplink);
    assert.match(await test.metrics(), /e2_controls_total\{outcome="payload-length"\} 1/);
  });

  it('takes filters for those that its precoder before worked with until the RIC has heard of the new one', async () => {
    const sparse = { ...network, radios: 24, users: 12, cluster: 2, area_m: 400 };
    const test = await running({ network: sparse, odu: { precoder: 'wide' } });
    const coupled = filterUsers(test.topology, test.odu, 'coupled');
    assert.ok(coupled.length > test.served.length);
    await test.ruSim.slot(0);
    test.ruSim.sendMeasured(-1);
    const generation = 1;
    const planned = test.ric.next(outcome);
    const apps = { scheme: 'proposed', precoder: 'served', multiplier: 'newton' } as const;
    const assignments = (['scheme', 'precoder', 'multiplier'] as const).map((target) => ({
      target,
      app: apps[target],
    }));
    test.sendApps('APP_PLAN', AppPlan.encode({ generation, assignments }));
    await planned;
    test.sendApps('APP_TAKEOVER', AppTakeover.encode({ generation, nearRtLoop: 0 }));
    await aMoment();
    const update = test.ric.next(({ ricServiceUpdate }) => ricServiceUpdate !== undefined);
    test.ruSim.send(test.ruSim.makeDownlink(1));
    await test.sendD2(-1);
    await update;
    // The RIC made it before the update had come.
    test.sendFilters(0, coupled);
    await test.ruSim.next(FrameType.uplink);
    test.ric.send(test.node, { ricServiceUpdateAcknowledge: { accepted: [PRECODING] } });
    for (let slot = 2; slot <= RT_LOOPS; slot++) await test.ruSim.slot(slot);
    test.ruSim.sendMeasured(0);
    const refused = test.ric.next(({ ricControlFailure }) => ricControlFailure !== undefined);
    test.sendFilters(1, coupled);
    assert.equal((await refused).ricControlFailure?.cause.value, 'control-message-invalid');
  });

  it('reports what the users measured, once for each subscription', async () => {
    const test = await running();
    await test.ruSim.slot(0);
    test.ruSim.sendMeasured(-1);
    const response = test.ric.next((pdu) => pdu.ricSubscriptionResponse !== undefined);
    const late = test.ric.next(indication);
    // The report is there before the subscription.
    test.ric.subscribe(test.node, 'NEAR_RT_LOOP', 'NEIGHBOURS');
    await response;
    const { header, message, sequence } = (await late).ricIndication ?? assert.fail();
    assert.equal(sequence, 0);
    const { report, nearRtLoop, slot } = IndicationHeader.decode(header);
    assert.deepEqual([report, nearRtLoop, slot], ['NEIGHBOURS', -1, 0]);
    const { users, channel, covariance, reward } = IndicationMessage.decode(message);
    assert.deepEqual(users, test.topology.usersOfAnchor[0]);
    // ru-sim numbered its floats: per user a rate, then 3 x 2 x 2 complex numbers.
    const rewards = new Float64Array(users.length);
    decodeTensor(reward, rewards, 'reward');
    assert.deepEqual(
      rewards,
      rewards.map((_, n) => 1 + 25 * n),
    );
    const Xi = new Float64Array(24 * users.length);
    decodeTensor(channel, Xi, 'channel');
    assert.deepEqual(
      Xi,
      Xi.map((_, i) => 25 * Math.floor(i / 24) + (i % 24) + 2),
    );
    assert.equal(covariance.length, 0);
    const next = test.ric.next(indication);
    test.ruSim.sendMeasured(0);
    assert.equal((await next).ricIndication?.sequence, 1);
  });

  it('splits Xi and J where the users report covariances', async () => {
    const test = await running({ network: { ...network, observe: 'covariance' } });
    await test.ruSim.slot(0);
    test.ruSim.sendMeasured(-1, 'covariance');
    const report = test.ric.next(indication);
    test.ric.subscribe(test.node, 'NEAR_RT_LOOP', 'COVARIANCE');
    const { users, channel, covariance } = IndicationMessage.decode(
      (await report).ricIndication?.message ?? assert.fail(),
    );
    assert.equal(channel.length, users.length * 4 * 8);
    const J = new Float64Array(4 * users.length);
    decodeTensor(covariance, J, 'J');
    assert.deepEqual(J.subarray(0, 4), Float64Array.of(10, 11, 12, 13));
  });

  it('splits Xi and p where the users report interference powers', async () => {
    const test = await running({ network: { ...network, observe: 'power' } });
    await test.ruSim.slot(0);
    test.ruSim.sendMeasured(-1, 'power');
    const report = test.ric.next(indication);
    test.ric.subscribe(test.node, 'NEAR_RT_LOOP', 'POWER');
    const { users, channel, covariance, reward, interference } = IndicationMessage.decode(
      (await report).ricIndication?.message ?? assert.fail(),
    );
    assert.deepEqual([channel.length, covariance.length], [users.length * 4 * 8, 0]);
    // Per user a rate, 2 x 2 complex numbers, p_k.
    const [rewards, powers] = [new Float64Array(users.length), new Float64Array(users.length)];
    decodeTensor(reward, rewards, 'reward');
    decodeTensor(interference, powers, 'p');
    for (const n of users.keys()) assert.deepEqual([rewards[n], powers[n]], [10 * n + 1, 10 * n + 10]);
  });

  it('refuses a subscription to what it does not have', async () => {
    const test = await running();
    const failure = (pdu: E2apPdu) => pdu.ricSubscriptionFailure !== undefined;
    for (const [period, report] of [
      ['NEAR_RT_LOOP', 'COVARIANCE'],
      ['RT_LOOP', 'NEIGHBOURS'],
    ] as const) {
      const refused = test.ric.next(failure);
      test.ric.subscribe(test.node, period, report);
      assert.equal((await refused).ricSubscriptionFailure?.cause.value, 'action-not-supported');
    }
  });

  it('answers what is no PDU with an ErrorIndication and goes on', async () => {
    const test = await running();
    const error = test.ric.next((pdu) => pdu.errorIndication !== undefined);
    test.ric.sendBytes(test.node, Buffer.from('garbage'));
    assert.equal((await error).errorIndication?.cause.group, 'PROTOCOL');
    await test.ruSim.slot(0);
  });

  it('sets up again at once when E2 breaks, and reports again to whoever subscribes', async () => {
    const test = await running();
    await test.ruSim.slot(0);
    const before = test.ric.next(indication);
    test.ric.subscribe(test.node, 'NEAR_RT_LOOP', 'NEIGHBOURS');
    test.ruSim.sendMeasured(-1);
    await before;
    const setUp = new Promise<void>((resolve) => {
      test.ric.onPdu = (_node, pdu) => pdu.e2SetupRequest && resolve();
    });
    await test.ric.drop(test.node);
    await setUp;
    const again = test.ric.next(indication);
    test.ric.subscribe(test.node, 'NEAR_RT_LOOP', 'NEIGHBOURS');
    await again;
    test.ruSim.send(test.ruSim.makeDownlink(1));
    await test.sendD2(-1);
    test.sendFilters(0);
    await test.ruSim.next(FrameType.uplink);
    assert.deepEqual(test.ric.setups, ['o-du-0', 'o-du-0']);
  });

  it('sends minimum rates from the RIC up to ru-sim', async () => {
    const test = await running();
    const done = test.ric.next(outcome);
    const rMin = encodeTensor(Float64Array.of(2.5));
    test.ric.control(test.node, { style: 'QUALITY_OF_SERVICE' }, { users: [6], rMin });
    assert.equal((await done).ricControlAcknowledge?.applied, 1);
    const { payload } = await test.ruSim.next(FrameType.minimumRate);
    assert.deepEqual(decodeRateSteps(payload, 8), { users: [6], fromSlot: [0], rMin: Float64Array.of(2.5) });
  });

  it('takes over the impairments that ru-sim sends, and drops and counts those that are no such set', async () => {
    const test = await running();
    const impair = (part: object) =>
      test.ruSim.send(
        smallFrame(FrameType.impairments, { ...impairmentsOf(test.context.scenario), ...part }, 1, 0),
      );
    impair({ e2_loss: 1 });
    impair({ e2_loss: 2 });
    await test.ruSim.slot(0);
    const measured = test.ric.next(indication);
    test.ric.subscribe(test.node, 'NEAR_RT_LOOP', 'NEIGHBOURS');
    test.ruSim.sendMeasured(-1);
    await measured;
    test.ruSim.send(test.ruSim.makeDownlink(1));
    await test.sendD2(-1);
    const answer = test.ric.next(outcome);
    test.sendFilters(0);
    const { ricControlFailure: failure } = await answer;
    assert.equal(failure?.cause.value, 'lost');
    // A lost control has come as far as the clock is concerned; without filters D-RZF goes on.
    const V = local(test, test.ruSim.precodersOf(await test.ruSim.next(FrameType.uplink)));
    assert.ok(agree(V, test.localRzf()));
    assert.match(await test.metrics(), /ofh_invalid_frames_total\{reason="content"\} 1/);
  });

  it('answers a spoilt Downlink with the channels before, and drops what ru-sim should not send', async () => {
    const test = await running({ scheme: { name: 'd-rzf' }, rzf: { lambda: 1e6 } });
    await test.ruSim.slot(0);
    const good = test.ruSim.csi.map((H) => H.slice());
    test.ruSim.send(test.ruSim.makeDownlink(1, (floats) => (floats[10] = NaN)));
    const V = local(test, test.ruSim.precodersOf(await test.ruSim.next(FrameType.uplink)));
    for (const [j, H] of good.entries()) test.ruSim.csi[j].set(H);
    assert.ok(agree(V, test.localRzf()));
    test.ruSim.send(new FrameBuffer(4).stamp(FrameType.measured, 0, 1, 0));
    test.ruSim.send(smallFrame(FrameType.hello));
    await test.ruSim.slot(2);
    const text = await test.metrics();
    assert.match(text, /ofh_invalid_frames_total\{reason="not-finite"\} 1/);
    assert.match(text, /ofh_invalid_frames_total\{reason="length"\} 1/);
    assert.match(text, /ofh_invalid_frames_total\{reason="type"\} 1/);
  });

  it('comes back when O-FH breaks and sends its last answer again where it was lost', async () => {
    const test = await running({ scheme: { name: 'd-rzf' }, rzf: { lambda: 1e6 } });
    const downlink = test.ruSim.makeDownlink(0);
    test.ruSim.send(downlink);
    const first = await test.ruSim.next(FrameType.uplink);
    test.ruSim.drop();
    while (test.ruSim.hellos.length < 2) await aMoment();
    test.ruSim.send(downlink);
    const second = await test.ruSim.next(FrameType.uplink);
    assert.deepEqual(second.payload, first.payload);
    await test.ruSim.slot(1);
  });

  it('records a loop: D2 sent, dApp times, the round trip over E2', async () => {
    const test = await running();
    await test.ruSim.slot(0);
    const reported = test.ric.next(indication);
    test.ric.subscribe(test.node, 'NEAR_RT_LOOP', 'NEIGHBOURS');
    test.ruSim.sendMeasured(-1);
    await reported;
    test.sendFilters(0);
    await test.sendD2(-1);
    for (let slot = 1; slot <= RT_LOOPS; slot++) await test.ruSim.slot(slot);
    // Records leave ten times a second.
    for (let n = 0; n < 3; n++) await aMoment();
    assert.equal(test.records.length, 0, 'other O-DUs may still be answering');
    test.ruSim.sendMeasured(0);
    while (test.records.length === 0) await aMoment();
    const [record] = test.records as {
      nearRtLoop: number;
      slot: number;
      d2: { messages: number; payloadBytes: number; complexNumbers: number };
      wall: { dAppMs: number[]; e2RoundTripMs: number[] };
    }[];
    assert.deepEqual([record.nearRtLoop, record.slot], [0, RT_LOOPS]);
    assert.equal(record.d2.messages, 1);
    assert.equal(record.d2.payloadBytes, 8 * record.d2.complexNumbers);
    assert.equal(record.wall.dAppMs.length, RT_LOOPS);
    assert.equal(record.wall.e2RoundTripMs.length, 1);
    assert.match(await test.metrics(), /o_du_e2_round_trip_seconds_count 1/);
  });
});

describe('an O-DU of scheme c-rzf', () => {
  it('reports each slot’s CSI and transmits the precoders that come for it', async () => {
    const test = await running({ scheme: { name: 'c-rzf' } });
    const { served, coupled, radiosOfOdu, Nt, Ns, Nr } = test.topology;
    await test.ruSim.slot(0);
    test.ric.subscribe(test.node, 'RT_LOOP', 'SERVED_CSI', 1);
    test.ric.subscribe(test.node, 'RT_LOOP', 'COUPLED_CSI', 2);
    const reports: Buffer[] = [];
    const both = new Promise<void>((resolve) => {
      test.ric.onPdu = (_node, pdu) => {
        if (!pdu.ricIndication) return;
        assert.equal(IndicationHeader.decode(pdu.ricIndication.header).slot, 1);
        reports.push(Buffer.from(IndicationMessage.decode(pdu.ricIndication.message).channel));
        if (reports.length === 2) resolve();
      };
    });
    test.ruSim.send(test.ruSim.makeDownlink(1));
    await both;
    const block = 2 * Nr * Nt;
    const rows = (users: readonly (readonly number[])[]) =>
      radiosOfOdu[0].flatMap((l, j) =>
        users[l].flatMap((k) => {
          const at = coupled[l].indexOf(k) * block;
          return [...test.ruSim.csi[j].subarray(at, at + block)];
        }),
      );
    assert.deepEqual(reports[0], encodeTensor(Float64Array.from(rows(served))));
    assert.deepEqual(reports[1], encodeTensor(Float64Array.from(rows(coupled))));
    assert.ok(!test.ruSim.answered);
    const links = radiosOfOdu[0].reduce((sum, l) => sum + served[l].length, 0);
    const v = Float64Array.from({ length: 2 * links * Nt * Ns }, (_, i) => 1e-4 * (i + 1));
    const slot = { style: 'PRECODERS', slot: 1 } as const;
    test.ric.control(test.node, slot, { users: [...test.served], v: encodeTensor(v) });
    const V = local(test, test.ruSim.precodersOf(await test.ruSim.next(FrameType.uplink)));
    assert.ok(agree([Float64Array.from(V.flatMap((radio) => [...radio]))], [v]));
  });
});

describe('an O-DU in realtime', () => {
  it('waits in the warm-up, and no longer after it', async () => {
    const test = await running({ clock: { rt_loops: RT_LOOPS, mode: 'realtime', warm_up_loops: 1 } });
    await test.ruSim.slot(0);
    test.ruSim.send(test.ruSim.makeDownlink(1));
    test.sendFilters(0);
    await aMoment();
    assert.ok(!test.ruSim.answered, 'D2 has not come');
    await test.sendD2(-1);
    const filtered = local(test, test.ruSim.precodersOf(await test.ruSim.next(FrameType.uplink)));
    assert.ok(!agree(filtered, test.localRzf()));
    for (let slot = 2; slot <= RT_LOOPS + 1; slot++) await test.ruSim.slot(slot);
    while (!/o_du_late_total\{what="control"\} 1/.test(await test.metrics())) await aMoment();
  });

  it('waits for nothing and counts what is late', async () => {
    const test = await running({ clock: { rt_loops: RT_LOOPS, mode: 'realtime' } });
    await test.ruSim.slot(0);
    // Neither filters nor D2 have come: it goes on with the precoders that a run starts from.
    const V = local(test, test.ruSim.precodersOf(await test.ruSim.slot(1)));
    assert.ok(agree(V, test.localRzf()));
    const applied = test.ric.next(outcome);
    test.sendFilters(0);
    assert.equal((await applied).ricControlAcknowledge?.appliedAtSlot, 2);
    const filtered = local(test, test.ruSim.precodersOf(await test.ruSim.slot(2)));
    assert.ok(!agree(filtered, test.localRzf()));
    await test.ruSim.slot(3);
    test.ruSim.sendMeasured(0);
    // The next loop may begin before D2 and the record have gone.
    await test.ruSim.slot(4);
    while (test.records.length === 0) await aMoment();
    assert.equal(test.records[0]['lateControls'], 1);
    assert.equal((test.records[0]['wall'] as { dAppMs: number[] }).dAppMs.length, RT_LOOPS);
    assert.match(await test.metrics(), /o_du_late_total\{what="d2"\} 2/);
  });

  it('sends the D2 of a loop before it reads the next Downlink where no Measured comes', async () => {
    const test = await running({ clock: { rt_loops: RT_LOOPS, mode: 'realtime' } });
    for (let slot = 0; slot <= RT_LOOPS + 1; slot++) await test.ruSim.slot(slot);
    while (test.records.length === 0) await aMoment();
    const [{ nearRtLoop, slot, d2 }] = test.records as {
      nearRtLoop: number;
      slot: number;
      d2: { messages: number };
    }[];
    assert.deepEqual(
      { nearRtLoop, slot, messages: d2.messages },
      { nearRtLoop: 0, slot: RT_LOOPS, messages: 1 },
    );
  });
});
