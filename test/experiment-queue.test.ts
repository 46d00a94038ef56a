// A job survives its worker: worker processes on a real nats-server with JetStream, one of them killed.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test, type TestContext } from 'node:test';
import { codeVersion } from '@chorus/cli/experiments/version.ts';
import type { Job, JobRunner, Outcome } from '@chorus/experiments';
import { jobKey } from '@chorus/experiments/jobs/job-key.ts';
import { ThreadRunner } from '@chorus/experiments/jobs/thread-runner.ts';
import { QueueRunner } from '@chorus/experiments/queue/queue-runner.ts';
import { loadScenario } from '@chorus/platform/scenario.ts';
import { startNatsServer } from '@chorus/platform/testing/nats-server.ts';

test('one of two workers is killed in the middle of a job: every result comes once, as from threads', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'chorus-queue-'));
  const nats = await startNatsServer(undefined, folder);
  t.after(async () => {
    await nats.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const jobs = [1, 2, 3, 4, 5, 6].map(jobOf);
  const queue = new QueueRunner({ address: nats.address, version: codeVersion(), ackWaitMs: 1500 });
  const all = outcomesOf(queue, jobs);
  const [first, second] = [worker(t, nats.address), worker(t, nats.address)];
  await Promise.all([first.hasBegun(), second.hasBegun()]);
  first.child.kill('SIGKILL');
  const outcomes = await all;

  assert.deepEqual(outcomes, await outcomesOf(new ThreadRunner(1), jobs));
  assert.equal(outcomes.length, jobs.length);
  const [lost] = first.jobs('begin').filter((job) => !first.jobs('done').includes(job));
  assert.ok(second.jobs('done').includes(lost), `${lost} is done by the other`);

  second.child.kill('SIGTERM');
  await once(second.child, 'close');
  assert.equal(second.child.exitCode, 0);
});

function jobOf(seed: number): Job {
  const scenario = loadScenario('small', [`seed=${seed}`]);
  const task = { kind: 'rates', scenario, nearRtLoops: 150, warmUpLoops: 1 } as const;
  return { key: jobKey(task), label: 'closed form', seed, task };
}

/** Every outcome that comes, also a second one, by job. */
async function outcomesOf(runner: JobRunner, jobs: readonly Job[]): Promise<[string, Outcome][]> {
  const outcomes: [string, Outcome][] = [];
  await runner.run(jobs, ({ key }, outcome) => outcomes.push([key, outcome]));
  return outcomes.sort(([a], [b]) => a.localeCompare(b));
}

/** `chorus experiment worker` with one thread. */
function worker(t: TestContext, address: string) {
  const cli = resolve(import.meta.dirname, '../services/cli/main.ts');
  const args = [cli, 'experiment', 'worker', '--nats', address, '--workers', '1'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  t.after(() => child.kill('SIGKILL'));
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const jobs = (event: 'begin' | 'done') =>
    [...said.matchAll(new RegExp(`^${event}: (.*)$`, 'gm'))].map(([, job]) => job);
  const hasBegun = async () => {
    while (jobs('begin').length === 0) {
      assert.equal(child.exitCode, null, `the worker ended: ${said}`);
      await new Promise((next) => setTimeout(next, 20));
    }
  };
  return { child, jobs, hasBegun };
}
