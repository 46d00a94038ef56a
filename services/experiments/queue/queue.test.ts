// Jobs through a real nats-server with JetStream; test/experiment-queue.test.ts has worker processes.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { loadScenario } from '@chorus/platform/scenario.ts';
import { startNatsServer } from '@chorus/platform/testing/nats-server.ts';
import { jobKey } from '../jobs/job-key.ts';
import type { Job, Outcome } from '../jobs/job.ts';
import { QueueRunner } from './queue-runner.ts';
import { runQueueWorker, type Computer, type WorkerEvent } from './queue-worker.ts';
import { connectQueue, ensureStreams, JOBS, jobSubject, resultSubject, WORKERS } from './streams.ts';
import { encode } from './messages.ts';

const ACK_WAIT_MS = 1500;
const version = 'test';

async function nats(t: TestContext): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'chorus-queue-'));
  const server = await startNatsServer(undefined, folder);
  t.after(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return server.address;
}

function jobOf(seed: number, nearRtLoops = 3): Job {
  const scenario = loadScenario('small', [`seed=${seed}`]);
  const task = { kind: 'rates', scenario, nearRtLoops, warmUpLoops: 1 } as const;
  return { key: jobKey(task), label: 'closed form', seed, task };
}

/** Runs jobs and keeps every outcome that comes, also a second one. */
async function runAll(runner: { run: QueueRunner['run'] }, jobs: readonly Job[], signal?: AbortSignal) {
  const outcomes: [string, Outcome][] = [];
  await runner.run(jobs, ({ key }, outcome) => outcomes.push([key, outcome]), signal);
  return outcomes;
}

/** A worker of this process, whose jobs are `compute`. */
function worker(t: TestContext, address: string, compute: (job: Job) => Promise<Outcome>, change = {}) {
  const stop = new AbortController();
  const events: WorkerEvent[] = [];
  const made = (): Computer => ({ compute, close: async () => undefined });
  const init = { address, version, name: 'worker', workers: 1, signal: stop.signal, ...change };
  const ended = runQueueWorker({ ...init, onEvent: (event) => void events.push(event) }, made);
  ended.catch(() => undefined);
  t.after(async () => {
    stop.abort('over');
    await ended.catch(() => undefined);
  });
  return { stop, events, ended };
}

const lambda = (job: Job): Outcome => ({ kind: 'lambda', lambda: job.seed });

test('a job whose worker is asked to stop goes to another at once', async (t) => {
  const address = await nats(t);
  const begun = Promise.withResolvers<void>();
  const never = () => (begun.resolve(), new Promise<Outcome>(() => undefined));
  // Of a silence the queue would hear after an hour.
  const all = runAll(new QueueRunner({ address, version, ackWaitMs: 3_600_000 }), [jobOf(1)]);
  const leaving = worker(t, address, never);
  await begun.promise;
  leaving.stop.abort('SIGTERM');
  await leaving.ended;
  worker(t, address, async (job) => lambda(job));
  assert.deepEqual(await all, [[jobOf(1).key, { kind: 'lambda', lambda: 1 }]]);
});

test('a job that takes longer than the wait for its acknowledgement stays with its worker', async (t) => {
  const address = await nats(t);
  let computed = 0;
  const slow = async (job: Job) => {
    computed++;
    await new Promise((done) => setTimeout(done, 2.5 * ACK_WAIT_MS));
    return lambda(job);
  };
  const all = runAll(new QueueRunner({ address, version, ackWaitMs: ACK_WAIT_MS }), [jobOf(1)]);
  worker(t, address, slow);
  worker(t, address, slow);
  assert.equal((await all).length, 1);
  assert.equal(computed, 1);
});

test('a job that takes every worker with it is given up with its code', async (t) => {
  const address = await nats(t);
  const jobs = [jobOf(1)];
  const all = runAll(new QueueRunner({ address, version, ackWaitMs: 100 }), jobs);
  all.catch(() => undefined);
  // Who takes it and is silent.
  const queue = await connectQueue(address, 'lost', new AbortController().signal);
  await ensureStreams(queue, 100);
  const lost = await queue.js.consumers.get(JOBS, WORKERS);
  for (let deliveries = 0; deliveries < 3;) if ((await lost.next({ expires: 1000 })) !== null) deliveries++;
  await queue.connection.close();
  worker(t, address, async () => assert.fail('it is not computed again'));
  await assert.rejects(all, {
    code: 'CHORUS_JOB_GIVEN_UP',
    message: 'closed form, seed 1 was given up: 3 workers were lost over it',
  });
});

test('a job that fails ends the experiment with the reason, and takes the others back', async (t) => {
  const address = await nats(t);
  worker(t, address, async () => Promise.reject(new Error('no such luck')));
  const all = runAll(new QueueRunner({ address, version }), [jobOf(1), jobOf(2)]);
  await assert.rejects(all, { code: 'CHORUS_APP_FAILED', message: /no such luck/ });
  const queue = await connectQueue(address, 'look', new AbortController().signal);
  t.after(() => queue.connection.close());
  assert.equal((await queue.jsm.streams.info(JOBS)).state.messages, 0);
});

test('workers of other code refuse a job, and say so', async (t) => {
  const address = await nats(t);
  const all = runAll(new QueueRunner({ address, version }), [jobOf(1)]);
  const other = worker(t, address, async (job) => lambda(job), { version: 'other' });
  await assert.rejects(other.ended, { code: 'CHORUS_VERSION_MISMATCH', message: /version test .* other/ });
  worker(t, address, async (job) => lambda(job));
  assert.equal((await all).length, 1);
});

test('a result of other code is refused', async (t) => {
  const address = await nats(t);
  const runner = new QueueRunner({ address, version });
  const all = runAll(runner, [jobOf(1)]);
  all.catch(() => undefined);
  const queue = await connectQueue(address, 'liar', new AbortController().signal);
  t.after(() => queue.connection.close());
  await ensureStreams(queue);
  const message = await (await queue.js.consumers.get(JOBS, WORKERS)).next({ expires: 5000 });
  assert.ok(message !== null);
  const run = message.subject.replace(jobSubject(''), '');
  const lie = { key: jobOf(1).key, version: 'other', worker: 'liar', outcome: lambda(jobOf(1)) };
  await queue.js.publish(resultSubject(run), encode(lie));
  await assert.rejects(all, { code: 'CHORUS_VERSION_MISMATCH', message: /liar runs version other/ });
});

test('an interrupted experiment takes its jobs back', async (t) => {
  const address = await nats(t);
  const stop = new AbortController();
  const all = runAll(new QueueRunner({ address, version }), [jobOf(1), jobOf(2)], stop.signal);
  all.catch(() => undefined);
  const queue = await connectQueue(address, 'look', new AbortController().signal);
  t.after(() => queue.connection.close());
  await ensureStreams(queue);
  const waiting = async () => (await queue.jsm.streams.info(JOBS)).state.messages;
  while ((await waiting()) < 2) await new Promise((next) => setTimeout(next, 20));
  stop.abort('SIGINT');
  await assert.rejects(all, { code: 'CHORUS_INTERRUPTED' });
  assert.equal(await waiting(), 0);
});

test('what is no job is dropped, and the worker goes on', async (t) => {
  const address = await nats(t);
  const queue = await connectQueue(address, 'junk', new AbortController().signal);
  t.after(() => queue.connection.close());
  await ensureStreams(queue);
  await queue.js.publish(jobSubject('junk'), new TextEncoder().encode('{"run": 1}'));
  const { events } = worker(t, address, async (job) => lambda(job));
  const outcomes = await runAll(new QueueRunner({ address, version }), [jobOf(1)]);
  assert.equal(outcomes.length, 1);
  assert.match(events.find(({ event }) => event === 'refused')?.reason ?? '', /not a valid job of the queue/);
});

test('a NATS without JetStream is named', async (t) => {
  const server = await startNatsServer();
  t.after(() => server.stop());
  await assert.rejects(runAll(new QueueRunner({ address: server.address, version }), [jobOf(1)]), {
    code: 'CHORUS_QUEUE_UNAVAILABLE',
    message: /-js/,
  });
});
