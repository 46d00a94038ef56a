// Training on the running testbed: the experience is what the records say, the models take over one after the other,
// and the checkpoint goes on on the twin and back.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from '@nats-io/transport-node';
import { decodeModel } from '@chorus/learning';
import type { LiveStatus } from '@chorus/non-rt-ric/live/live-training.ts';
import { readArrays } from '@chorus/non-rt-ric/training/arrays-file.ts';
import { readCurve } from '@chorus/non-rt-ric/training/curve.ts';
import { temporaryFolder, tiny } from '@chorus/non-rt-ric/training/testing/tiny.ts';
import { trainActor } from '@chorus/non-rt-ric/training/train-actor.ts';
import { loadTraining } from '@chorus/non-rt-ric/training/training.ts';
import { Experience } from '@chorus/platform/proto.ts';
import { createTwin } from '@chorus/platform/scenario-twin.ts';
import { loadScenario } from '@chorus/platform/scenario.ts';
import { up, type KpiRecord } from './chorus.ts';

const [USERS, LOOPS, RT_LOOPS] = [3, 5, 10];
const set = [...tiny.set, 'xapp.name=actor', 'xapp.explore=true', 'xapp.replicas=2'];

/** A training of non-RT loops of 5 near-RT loops. */
function trainingFile(t: TestContext): string {
  const file = join(temporaryFolder(t), 'live.yaml');
  const fields = {
    ...tiny,
    name: 'live',
    iterations: 3,
    checkpoint_every: 1000,
    episode: { near_rt_loops: LOOPS, skip: 0 },
    // Far from the closed form at once, so that its exploration shows in the rates.
    sac: { ...tiny.sac, baseline: false, buffer: 1000, warmup: 0, actor_rate: 0.01, start_log_sigma: 0 },
  };
  // JSON is YAML.
  writeFileSync(file, JSON.stringify(fields));
  return file;
}

async function testbed(t: TestContext) {
  const bed = await up(t, 'quarter', set);
  const { home, status } = bed;
  const connection = await connect({ servers: status().addresses.nats });
  t.after(() => connection.close());
  const rates = new Map<number, number[]>();
  const inForce = new Map<number, { model: string; version: number; slot: number }[]>();
  connection.subscribe('kpi.*', {
    callback: (_error, message) => {
      const { process, nearRtLoop, ...record } = message.json<KpiRecord>();
      if (process === 'ru-sim') rates.set(nearRtLoop, record['userRate'] as number[]);
      if (process === 'near-rt-ric') inForce.set(nearRtLoop, record['models'] as never);
    },
  });
  /** o and a of each loop, of all users. */
  const chosen = new Map<number, { observations: Float32Array; raw: Float32Array }>();
  connection.subscribe('experience.actor', {
    callback: (_error, message) => {
      const { nearRtLoop, users, observations, actions } = Experience.decode(message.data);
      const [o, a] = [observations, actions].map((part) => new Float32Array(Uint8Array.from(part).buffer));
      const all = chosen.get(nearRtLoop) ?? {
        observations: new Float32Array((USERS * o.length) / users.length),
        raw: new Float32Array((USERS * a.length) / users.length),
      };
      for (const [n, user] of users.entries()) {
        const [so, sa] = [o.length / users.length, a.length / users.length];
        all.observations.set(o.subarray(n * so, (n + 1) * so), user * so);
        all.raw.set(a.subarray(n * sa, (n + 1) * sa), user * sa);
      }
      chosen.set(nearRtLoop, all);
    },
  });
  await connection.flush();
  const start = (...args: string[]) => {
    const child = spawn(resolve(import.meta.dirname, '../../scripts/chorus'), ['train', ...args, '--json'], {
      env: { ...process.env, CHORUS_HOME: home },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      child[name].on('data', (chunk: Buffer) => (said[name] += chunk.toString()));
    const ended = once(child, 'close').then(([code]) => ({ code: code as number, ...said }));
    return { child, ended };
  };
  return { ...bed, rates, inForce, chosen, start, train: (...args: string[]) => start(...args).ended };
}

test('actors are trained on the running testbed, and the same checkpoint goes on on the twin and back', async (t) => {
  const file = trainingFile(t);
  const { home, rates, inForce, chosen, start: begin, train } = await testbed(t);
  const folder = join(home, 'trainings/live');

  const first = await train(file, '--live');
  assert.equal(first.code, 0, first.stderr);
  const status = JSON.parse(first.stdout) as LiveStatus;
  assert.equal(status.state, 'done');
  // The record of a loop comes when it is over.
  while (!inForce.has(status.models[0].nearRtLoop + 1)) await sleep(10);
  assert.deepEqual([status.experience.gaps, status.experience.refused], [0, 0]);
  assert.deepEqual(
    readCurve(join(folder, 'curve.jsonl')).map(({ iteration }) => iteration),
    [0, 1, 2, 3],
  );

  // (o, a, R, o') of every loop that the learner got are what the xApps chose and what ru-sim's record says.
  const { arrays, meta } = readArrays(join(folder, 'checkpoint.bin'));
  const { steps } = (meta as { learner: { steps: number } }).learner;
  assert.ok(steps >= 3 * LOOPS);
  const row = (name: string, n: number) => {
    const size = arrays[name].length / steps;
    return arrays[name].subarray(n * size, (n + 1) * size);
  };
  const loopOf = (observations: unknown) =>
    [...chosen].find(([, one]) => one.observations.join() === (observations as Float32Array).join())?.[0];
  const start = loopOf(row('observations', 0)) as number;
  for (let n = 0; n < steps; n++) {
    const loop = start + n;
    assert.deepEqual(row('observations', n), chosen.get(loop)?.observations, `o of loop ${loop}`);
    assert.deepEqual(row('raw', n), chosen.get(loop)?.raw, `a of loop ${loop}`);
    assert.deepEqual(row('rewards', n), Float32Array.from(rates.get(loop) as number[]), `R of loop ${loop}`);
    assert.deepEqual(row('next', n), chosen.get(loop + 1)?.observations, `o' of loop ${loop}`);
    assert.ok(
      row('raw', n).every((value) => value !== 0),
      `loop ${loop} explores`,
    );
  }

  // The untrained actor first, then one after each non-RT loop, each from the slot that the record says.
  const takeovers = new Map<number, number>();
  for (const [loop, models] of [...inForce].sort(([a], [b]) => a - b))
    for (const { model, version, slot } of models) {
      assert.equal(model, 'live');
      if (!takeovers.has(version)) assert.equal(slot, RT_LOOPS * loop + 1, `version ${version}`);
      takeovers.set(version, slot);
    }
  assert.ok(takeovers.size >= 3, `models in force: ${[...takeovers].join(' ')}`);
  assert.equal(status.models[0].slot, takeovers.get(status.models[0].version));
  const from = ((takeovers.get(1) as number) - 1) / RT_LOOPS;
  assert.ok(start >= from, 'nothing is collected before the first takeover');

  // Before it the rates are the closed form's, which the twin runs; after it they are not.
  const twin = await createTwin(loadScenario('quarter', set));
  for (let loop = 0; loop <= from; loop++) {
    const expected = twin.loop();
    const sum = rates.get(loop)?.reduce((a, b) => a + b, 0);
    if (sum === undefined) continue;
    const deviation = Math.abs(sum / expected - 1);
    if (loop < from) assert.ok(deviation < 1e-5, `loop ${loop} is the closed form's: ${deviation}`);
    else assert.ok(deviation > 1e-4, `loop ${loop} is explored: ${deviation}`);
  }

  const longer = (iterations: number) => loadTraining(file, [`iterations=${iterations}`]);
  const model = join(folder, 'model.json');
  const onTwin = { training: longer(4), folder, model, command: 'train', workers: 0, resume: true };
  const { last } = await trainActor(onTwin);
  assert.equal(last.iteration, 4);
  const back = await train(file, '--live', '--resume', '--set', 'iterations=5');
  assert.equal(back.code, 0, back.stderr);
  assert.equal((JSON.parse(back.stdout) as LiveStatus).record?.iteration, 5);
  assert.equal(decodeModel(readFileSync(model, 'utf8')).training.metrics['iterations'], 5);

  // A signal stops it with a checkpoint.
  const endless = begin(file, '--live', '--resume', '--set', 'iterations=100000');
  const curve = join(folder, 'curve.jsonl');
  while ((readCurve(curve).at(-1)?.iteration ?? 0) < 7) await sleep(50);
  endless.child.kill('SIGINT');
  const stopped = await endless.ended;
  assert.match(stopped.stderr, /CHORUS_INTERRUPTED: interrupted by SIGINT/);
  const { iteration } = readArrays(join(folder, 'checkpoint.bin')).meta as { iteration: number };
  assert.equal(iteration, readCurve(curve).at(-1)?.iteration);

  const again = await train(file, '--live');
  assert.match(again.stderr, /CHORUS_TRAINING_FAILED: .*CHORUS_TRAINING_EXISTS/);
  const misfit = await train(file, '--live', '--set', 'network.users=4');
  assert.match(misfit.stderr, /CHORUS_USAGE: network\.users is 4; allowed: 3, as in the testbed/);
});
