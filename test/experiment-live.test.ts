// The same jobs through the processes and on the twin.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Registry } from '@chorus/cli/testbed/registry.ts';
import type { Job, JobRunner, Outcome, Task } from '@chorus/experiments';
import { jobKey } from '@chorus/experiments/jobs/job-key.ts';
import { LiveRunner } from '@chorus/experiments/jobs/live-runner.ts';
import { ThreadRunner } from '@chorus/experiments/jobs/thread-runner.ts';
import { loadScenario } from '@chorus/platform/scenario.ts';

for (const [scheme, set] of [
  ['proposed', []],
  ['c-rzf', ['scheme.name=c-rzf', 'rzf.lambda=1e6']],
] as const)
  test(`${scheme}: rates and E2 load as on the twin`, async () => {
    const scenario = loadScenario('small', set);
    const jobs = [
      jobOf({ kind: 'rates', scenario, nearRtLoops: 6, warmUpLoops: 2 }),
      jobOf({ kind: 'e2-load', scenario, nearRtLoops: 3 }),
    ];
    const [live, twin] = [
      await outcomesOf(new LiveRunner(), jobs),
      await outcomesOf(new ThreadRunner(1), jobs),
    ];
    const [mine, expected] = [live[0], twin[0]].map((outcome) =>
      outcome.kind === 'rates' ? outcome.users : [],
    );
    assert.equal(mine.length, scenario.network.users);
    for (const [k, rate] of mine.entries())
      assert.ok(Math.abs(rate / expected[k] - 1) < 1e-5, `user ${k}: ${rate}, twin ${expected[k]}`);
    assert.deepEqual(live[1], twin[1]);
  });

test("one user's minimum rate in stages, by A1 policies from their slots on, as on the twin", async () => {
  const scenario = loadScenario('small');
  const stages = [4, 25, 9].map((rMin, n) => ({ rMin, rtLoops: [20, 25, 25][n] }));
  // A user with a rate of about 4, from which 25 is far off; the nearer, the less mu rises in the stage (29).
  // Enough near-RT loops for the policies to come before their slots.
  const job = jobOf({ kind: 'minimum-rate', scenario, user: 5, warmUpLoops: 100, stages });
  const [live] = await outcomesOf(new LiveRunner(), [job]);
  const [twin] = await outcomesOf(new ThreadRunner(1), [job]);
  assert.ok(live.kind === 'minimum-rate' && twin.kind === 'minimum-rate');
  assert.deepEqual(live.slots, [9, 19, 29, 39, 49, 59, 69]);
  for (const [n, t] of live.slots.entries()) {
    const loop = twin.rates.slice(t - 9, t + 1);
    const expected = loop.reduce((a, b) => a + b, 0) / loop.length;
    assert.ok(Math.abs(live.rates[n] / expected - 1) < 1e-5, `t = ${t}: ${live.rates[n]}, twin ${expected}`);
    assert.ok(Math.abs(live.mu[n] - twin.mu[t]) < 1e-4, `t = ${t}: mu ${live.mu[n]}, twin ${twin.mu[t]}`);
  }
  assert.ok(Math.max(...live.mu) > 5, 'the demand of 25 is felt');
});

test('a job that fails ends the run and is named', async () => {
  const broken = loadScenario('small', ['xapp.name=nobody-wrote-this']);
  const job = jobOf({ kind: 'rates', scenario: broken, nearRtLoops: 2, warmUpLoops: 0 });
  await assert.rejects(outcomesOf(new LiveRunner(), [job]), {
    code: 'CHORUS_APP_FAILED',
    message: /^live gave nothing usable for seed 1: .*nobody-wrote-this/,
  });
});

const everlasting = { kind: 'rates', nearRtLoops: 1e6, warmUpLoops: 0 } as const;

for (const [name, runner, set] of [
  ['a testbed', new LiveRunner(), []],
  ['the testbed of an impaired job among threads', new ThreadRunner(2), ['impairments.e2_delay_slots=3']],
] as const)
  test(`an interruption stops ${name} and removes what it wrote`, async (t) => {
    const folder = temporaryFolder(t);
    const job = jobOf({ ...everlasting, scenario: loadScenario('small', set) });
    const stop = new AbortController();
    const run = runner.run([job], () => assert.fail('it is not over'), stop.signal);
    run.catch(() => undefined);
    const pids = await Promise.race([pidsOfTestbed(folder), run.then(() => [])]);
    assert.deepEqual(pids.filter(isAlive), pids);
    assert.ok(pids.length > 5, `the launcher and its processes, not only ${pids.length}`);
    stop.abort('SIGINT');
    await assert.rejects(run, { code: 'CHORUS_INTERRUPTED' });
    assert.deepEqual(pids.filter(isAlive), []);
    assert.deepEqual(readdirSync(folder), []);
  });

test('another job that fails stops the testbed of an impaired one', async (t) => {
  const folder = temporaryFolder(t);
  const impaired = loadScenario('small', ['impairments.e2_delay_slots=3']);
  const broken = loadScenario('small', ['xapp.name=nobody-wrote-this']);
  const jobs = [
    jobOf({ ...everlasting, scenario: impaired }),
    jobOf({ kind: 'rates', scenario: broken, nearRtLoops: 2, warmUpLoops: 0 }),
  ];
  await assert.rejects(
    new ThreadRunner(2).run(jobs, () => assert.fail('nothing can come of this')),
    { code: 'CHORUS_APP_FAILED', message: /nobody-wrote-this/ },
  );
  assert.deepEqual(readdirSync(folder), []);
});

test('an impaired job with a fading of its own is refused', async () => {
  const scenario = loadScenario('small', ['impairments.e2_delay_slots=3']);
  const job = jobOf({ ...everlasting, scenario, fadingSeed: 7 });
  await assert.rejects(outcomesOf(new ThreadRunner(1), [job]), {
    code: 'CHORUS_APP_FAILED',
    message: /takes its fading from the scenario’s seed/,
  });
});

/** An empty folder that is the temporary one of this process until the test is over. */
function temporaryFolder(t: TestContext): string {
  const before = process.env['TMPDIR'];
  const folder = mkdtempSync(join(tmpdir(), 'chorus-experiment-live-'));
  process.env['TMPDIR'] = folder;
  t.after(() => {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** The launcher and the processes of the testbed that a job starts, once all of it runs. */
async function pidsOfTestbed(folder: string): Promise<number[]> {
  for (;;) {
    const homes = readdirSync(folder).map((name) => join(folder, name, 'home'));
    const entry = homes.flatMap((home) => new Registry(home).running())[0];
    if (entry?.state === 'running') return [entry.launcherPid, ...entry.processes.map(({ pid }) => pid)];
    await sleep(20);
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

function jobOf(task: Task): Job {
  return { key: jobKey(task), label: 'live', seed: task.scenario.seed, task };
}

/** In the jobs' order. */
async function outcomesOf(runner: JobRunner, jobs: readonly Job[]): Promise<Outcome[]> {
  const outcomes = new Map<string, Outcome>();
  await runner.run(jobs, ({ key }, outcome) => void outcomes.set(key, outcome));
  return jobs.map(({ key }) => outcomes.get(key) as Outcome);
}
