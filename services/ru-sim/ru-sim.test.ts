import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { impairmentsOf } from '@chorus/platform/impairments.ts';
import { encodeRateSteps, rateStepsBytes } from '@chorus/platform/rate-steps.ts';
import { FrameBuffer, FrameFlag, FrameType, HEADER_BYTES, smallFrame } from '@chorus/platform/frames.ts';
import { startNatsServer, type NatsServer } from '@chorus/platform/testing/nats-server.ts';
import { testContext } from '@chorus/platform/testing/process-context.ts';
import { RuSim } from './ru-sim.ts';
import { listening, network, testRun } from './testing/run.ts';

const clock = { rt_loops: 3, near_rt_loops: 2 };

describe('ru-sim in lockstep', () => {
  let nats: NatsServer;
  before(async () => {
    nats = await startNatsServer();
  });
  after(() => nats.stop());

  it('runs the slots of the scenario, in order, and stops', async () => {
    const run = await testRun(nats.address, { clock });
    const stop = run.odus[0].next(FrameType.stop);
    await run.start();
    await run.ruSim.ended();
    await stop;
    const seen = run.odus[0].frames.map(({ type, slot, nearRtLoop, flags }) => [
      type,
      slot,
      nearRtLoop,
      flags,
    ]);
    const [down, measured] = [FrameType.downlink, FrameType.measured];
    assert.deepEqual(seen, [
      [FrameType.helloAnswer, 0, -1, 0],
      [down, 0, -1, FrameFlag.start | FrameFlag.last],
      [measured, 0, -1, 0],
      [down, 1, 0, 0],
      [down, 2, 0, 0],
      [down, 3, 0, FrameFlag.last],
      [measured, 3, 0, 0],
      [down, 4, 1, 0],
      [down, 5, 1, 0],
      [down, 6, 1, FrameFlag.last],
      [measured, 6, 1, 0],
      [FrameType.stop, 6, 1, 0],
    ]);
    const text = await run.metrics();
    assert.match(text, /^ru_sim_slots_total(\{.*\})? 7$/m);
    assert.match(text, /^ofh_bytes_total\{direction="up",odu="1".*\} [1-9]/m);
    assert.deepEqual(
      run.records.map(({ nearRtLoop, slot, last }) => [nearRtLoop, slot, last]),
      [
        [0, 3, undefined],
        [1, 6, true],
      ],
    );
    const [record] = run.records;
    assert.equal(record.wall.slotMs.length, 3);
    const sum = record.userRate.reduce((a, b) => a + b);
    assert.ok(Math.abs(record.sumRate - sum) < 1e-9 && sum > 0);
    assert.ok(record.maxPowerRatio <= 1 && record.maxPowerRatio > 0.999999);
    await run.stop();
  });

  it('sends no slot before every O-DU has answered the one before', async (t) => {
    const run = await testRun(nats.address, { clock });
    t.after(() => run.stop());
    const [quick, slow] = run.odus;
    const { promise: held, resolve } = Promise.withResolvers<() => void>();
    slow.onDownlink = (header) => {
      if (header.slot !== 2) slow.answer(header);
      else resolve(() => slow.answer(header));
    };
    const { promise: answered, resolve: quickAnswered } = Promise.withResolvers<void>();
    quick.onDownlink = (header) => {
      quick.answer(header);
      if (header.slot === 2) quickAnswered();
    };
    await run.start();
    const release = await held;
    await answered;
    // Time for a Downlink that should not come.
    await new Promise((later) => setTimeout(later, 50));
    const newest = Math.max(...quick.frames.map(({ slot }) => slot));
    release();
    await run.ruSim.ended();
    assert.equal(newest, 2);
    await run.metrics();
    assert.equal(run.records.length, 2);
  });

  it('gives equal records whatever the O-DUs’ timing', async () => {
    const outcome = async (delayMs: number) => {
      const run = await testRun(nats.address, { clock, csi: { error_db: -20 } });
      const [, slow] = run.odus;
      slow.onDownlink = (header) => void setTimeout(() => slow.answer(header), delayMs);
      await run.start();
      await run.ruSim.ended();
      await run.metrics();
      await run.stop();
      return run.records.map((record) => ({ ...record, wall: null }));
    };
    const [immediate, late] = [await outcome(0), await outcome(7)];
    assert.equal(immediate.length, 2);
    assert.deepEqual(immediate, late);
  });

  it('scales down an O-RU above P_max and records the excess', async () => {
    const run = await testRun(nats.address, { clock });
    run.odus[1].twist = (cell) => {
      for (const V of cell.V) for (let i = 0; i < V.length; i++) V[i] *= 2;
    };
    await run.start();
    await run.ruSim.ended();
    const text = await run.metrics();
    assert.ok(Math.abs(run.records[0].maxPowerRatio - 4) < 1e-5);
    assert.match(text, /^ru_sim_power_excess_total\{odu="1".*\} [1-9]/m);
    await run.stop();
  });

  it('keeps the last good V for an uplink that is not finite or too short, and goes on', async () => {
    const run = await testRun(nats.address, { clock });
    const [, odu] = run.odus;
    odu.onDownlink = (header) => {
      if (header.slot === 2) odu.twist = (cell) => cell.V.forEach((V) => V.fill(Infinity));
      if (header.slot === 3)
        odu.send(new FrameBuffer(8).stamp(FrameType.uplink, 0, header.slot, header.nearRtLoop));
      else odu.answer(header);
      odu.twist = () => undefined;
    };
    await run.start();
    await run.ruSim.ended();
    const text = await run.metrics();
    assert.match(text, /ofh_invalid_frames_total\{odu="1",reason="not-finite".*\} 1$/m);
    assert.match(text, /ofh_invalid_frames_total\{odu="1",reason="length".*\} 1$/m);
    assert.ok(run.records.every(({ sumRate }) => sumRate > 0));
    await run.stop();
  });

  it('drops answers to slots that are not asked, and unknown frames', async () => {
    const run = await testRun(nats.address, { clock });
    const [odu] = run.odus;
    odu.onDownlink = (header) => {
      if (header.slot === 1) {
        odu.answer({ ...header, slot: 5, nearRtLoop: 1 });
        const strange = smallFrame(FrameType.stop);
        strange[0] = 9;
        odu.send(strange);
      }
      odu.answer(header);
    };
    await run.start();
    await run.ruSim.ended();
    const text = await run.metrics();
    assert.match(text, /ofh_invalid_frames_total\{odu="0",reason="slot".*\} 1$/m);
    assert.match(text, /ofh_invalid_frames_total\{odu="0",reason="version".*\} 1$/m);
    await run.stop();
  });

  it('takes minimum rates over from the next slot on, or from the one that they name', async () => {
    const run = await testRun(nats.address, { clock, qos: { r_min: 1 } });
    const [odu] = run.odus;
    odu.onDownlink = (header) => {
      if (header.slot === 2) {
        const steps = { users: [3, 3], fromSlot: [0, 5], rMin: Float64Array.of(2.5, 9) };
        const frame = new FrameBuffer(rateStepsBytes(2));
        encodeRateSteps(frame, steps);
        odu.send(frame.stamp(FrameType.minimumRate, 0, 2, 0));
      }
      odu.answer(header);
    };
    await run.start();
    await run.ruSim.ended();
    await run.metrics();
    assert.deepEqual(
      run.records.map(({ rMin }) => rMin),
      [
        [1, 1, 1, 2.5, 1],
        [1, 1, 1, 9, 1],
      ],
    );
    await run.stop();
  });

  it('changes impairments at the next loop: O-DUs are told before, the record says so', async () => {
    const three = { clock: { rt_loops: 3, near_rt_loops: 3 } };
    const plain = await testRun(nats.address, three);
    await plain.start();
    await plain.ruSim.ended();
    await plain.metrics();
    await plain.stop();
    const run = await testRun(nats.address, three);
    const put = async (payload: object) => {
      const answer = await run.context.http.inject({ method: 'PUT', url: '/impairments', payload });
      return { code: answer.statusCode, body: answer.json<Record<string, unknown>>() };
    };
    const answers: Awaited<ReturnType<typeof put>>[] = [];
    const [odu, other] = run.odus;
    odu.onDownlink = (header) => {
      if (header.slot !== 1) return odu.answer(header);
      void (async () => {
        answers.push(await put({ e2_loss: 2 }), await put({ e2_loss: 0.5, csi_error_db: 0, speed_mps: 30 }));
        odu.answer(header);
      })();
    };
    // It comes back between the frame and the slot that it is for.
    let again = false;
    other.onDownlink = (header) => {
      if (header.slot !== 3 || again) return other.answer(header);
      again = true;
      void other.leave().then(() => other.join(run.ruSim.address, run.context.digest));
    };
    await run.start();
    await run.ruSim.ended();
    await run.metrics();
    const [refused, taken] = answers;
    assert.equal(refused.code, 400);
    const { code, field, value, allowed } = refused.body;
    assert.deepEqual(
      [code, field, value, allowed],
      ['CHORUS_FIELD_INVALID', 'e2_loss', 2, 'number from 0 to 1'],
    );
    const changed = { ...impairmentsOf(run.context.scenario), e2_loss: 0.5, csi_error_db: 0, speed_mps: 30 };
    assert.deepEqual(taken, { code: 200, body: { ...changed, nearRtLoop: 1, slot: 4 } });
    const told = (frames: typeof odu.frames) =>
      frames
        .filter(({ type }) => type === FrameType.impairments || type === FrameType.downlink)
        .map(({ type, slot, nearRtLoop }) => [type, slot, nearRtLoop]);
    const [down, impair] = [FrameType.downlink, FrameType.impairments];
    const before = [0, 1, 2].map((slot) => [down, slot, slot === 0 ? -1 : 0]);
    const after = [3, 4, 5, 6, 7, 8, 9].map((slot) => [down, slot, Math.floor((slot - 1) / 3)]);
    assert.deepEqual(told(odu.frames), [...before, [impair, 4, 1], ...after]);
    assert.deepEqual(told(other.frames), [...before, [impair, 4, 1], [down, 3, 0], [impair, 4, 1], ...after]);
    const frame = odu.frames.find(({ type }) => type === impair);
    assert.deepEqual(JSON.parse(frame?.payload.toString() ?? ''), changed);
    assert.deepEqual(
      run.records.map(({ impairments }) => impairments.e2_loss),
      [0, 0.5, 0.5],
    );
    const rates = (one: typeof run) => one.records.map(({ userRate }) => userRate);
    assert.deepEqual(rates(run)[0], rates(plain)[0]);
    assert.ok(run.records[1].sumRate < plain.records[1].sumRate);
    const late = await put({ e2_loss: 0 });
    assert.deepEqual([late.code, late.body['code']], [409, 'CHORUS_RUN_OVER']);
    const now = await run.context.http.inject('/impairments');
    assert.deepEqual(now.json(), { ...changed, nearRtLoop: 1, slot: 4 });
    await run.stop();
  });

  it('sends the pending slot again to an O-DU that comes back', async () => {
    const run = await testRun(nats.address, { clock });
    const [, odu] = run.odus;
    let again = false;
    odu.onDownlink = (header) => {
      if (header.slot !== 4 || again) return odu.answer(header);
      again = true;
      void odu.leave().then(() => odu.join(run.ruSim.address, run.context.digest));
    };
    await run.start();
    await run.ruSim.ended();
    await run.metrics();
    const downlinks = odu.frames.filter(({ type }) => type === FrameType.downlink);
    assert.deepEqual(
      downlinks.map(({ slot }) => slot),
      [0, 1, 2, 3, 4, 4, 5, 6],
    );
    assert.equal(run.records.length, 2);
    await run.stop();
  });

  it('fails with the O-DU’s name when it stalls', async () => {
    const run = await testRun(nats.address, { clock }, { patienceS: 0.4 });
    const [, odu] = run.odus;
    odu.onDownlink = (header) => (header.slot < 2 ? odu.answer(header) : undefined);
    await run.start();
    const error = (await run.context.failed) as { code: string; message: string };
    assert.equal(error.code, 'CHORUS_STALLED');
    assert.match(error.message, /waiting for: o-du-1 \(slot 2\)/);
    await run.stop();
  });

  it('fails with the O-DU’s name when it does not come back', async () => {
    const run = await testRun(nats.address, { clock }, { patienceS: 0.4 });
    const [odu] = run.odus;
    odu.onDownlink = (header) => (header.slot < 2 ? odu.answer(header) : void odu.leave());
    await run.start();
    const error = (await run.context.failed) as { code: string; message: string };
    assert.equal(error.code, 'CHORUS_PEER_LOST');
    assert.match(error.message, /lost o-du-0/);
    await run.stop();
  });

  it('names the O-DUs that never came', async () => {
    const run = await testRun(nats.address, { clock }, { patienceS: 0.5 });
    const started = run.ruSim.start();
    await listening(run.ruSim);
    await run.odus[0].join(run.ruSim.address, run.context.digest);
    await assert.rejects(started, { code: 'CHORUS_PEER_TIMEOUT', message: /no Hello from o-du-1/ });
    await run.stop();
  });

  it('is no shard that the scenario does not have', () => {
    const make = (shards: number, index: number) =>
      new RuSim(testContext('ru-sim', { network, ru_sim: { shards } }, { index, ofh: '127.0.0.1:0' }));
    assert.throws(() => make(1, 1), {
      code: 'CHORUS_USAGE',
      message: '--index 1; this scenario has shards 0 to 0 of ru-sim',
    });
    assert.ok(make(2, 1));
  });

  it('refuses an O-DU of another scenario or with a number that is not there', async () => {
    const run = await testRun(nats.address, { clock });
    const started = run.ruSim.start();
    started.catch(() => undefined);
    await listening(run.ruSim);
    const [odu] = run.odus;
    const { address } = run.ruSim;
    assert.match((await odu.join(address, 'abc')).reason, /another scenario/);
    assert.match((await odu.join(address, run.context.digest, 2)).reason, /allowed: 0 to 1/);
    run.context.abort();
    await assert.rejects(started);
    await run.stop();
  });

  it('serves a Unix socket, also where a dead process has left its file', async () => {
    const path = `/tmp/chorus-test-${process.pid}.sock`;
    const { createServer } = await import('node:net');
    const { renameSync, unlinkSync } = await import('node:fs');
    const dead = createServer().listen(path);
    await new Promise((resolve) => dead.once('listening', resolve));
    // Closing removes the file of its own name: a renamed one stays, as after SIGKILL.
    renameSync(path, `${path}.stale`);
    await new Promise((resolve) => dead.close(resolve));
    renameSync(`${path}.stale`, path);
    const run = await testRun(nats.address, { clock }, { ofh: `unix:${path}` });
    await run.start();
    await run.ruSim.ended();
    await run.stop();
    assert.throws(() => unlinkSync(path), { code: 'ENOENT' });
  });
});

describe('ru-sim in realtime', () => {
  it('waits for nobody, counts who is late, and measures with the last V', async (t) => {
    const nats = await startNatsServer();
    const run = await testRun(nats.address, { clock: { ...clock, mode: 'realtime', rt_loop_ms: 20 } });
    // A failed assertion must not leave the server behind, which would keep this process.
    t.after(async () => {
      await run.stop();
      await nats.stop();
    });
    const [, odu] = run.odus;
    odu.onDownlink = (header) => (header.slot === 0 ? odu.answer(header) : undefined);
    await run.start();
    await run.ruSim.ended();
    const text = await run.metrics();
    assert.match(text, /ru_sim_late_answers_total\{odu="1",deadline="rt_loop".*\} 6$/m);
    assert.match(text, /ru_sim_late_answers_total\{odu="1",deadline="near_rt_loop".*\} 2$/m);
    assert.ok(run.records.every(({ sumRate, lateAnswers }) => sumRate > 0 && lateAnswers >= 3));
    const measured = odu.frames.filter(({ type }) => type === FrameType.measured);
    assert.equal(measured.length, 3);
    assert.ok(measured.every(({ payload }) => payload.length > HEADER_BYTES));
  });

  it('waits for everybody in its warm-up, which nobody is late in', async (t) => {
    const nats = await startNatsServer();
    const settings = {
      rt_loops: 3,
      near_rt_loops: 3,
      mode: 'realtime' as const,
      rt_loop_ms: 20,
      warm_up_loops: 2,
    };
    const run = await testRun(nats.address, { clock: settings });
    t.after(async () => {
      await run.stop();
      await nats.stop();
    });
    const [, odu] = run.odus;
    // Each answer takes longer than an RT loop.
    odu.onDownlink = (header) => {
      if (header.slot <= 6) setTimeout(() => odu.answer(header), 30);
    };
    await run.start();
    await run.ruSim.ended();
    const records = [...run.records].sort((a, b) => a.nearRtLoop - b.nearRtLoop);
    assert.deepEqual(
      records.map(({ lateAnswers }) => lateAnswers > 0),
      [false, false, true],
    );
    assert.deepEqual(
      records.map(({ wall }) => 'lateness' in (wall as object)),
      [false, false, true],
    );
  });
});
