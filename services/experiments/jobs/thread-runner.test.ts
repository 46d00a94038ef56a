import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadScenario } from '@chorus/platform/scenario.ts';
import { jobKey } from './job-key.ts';
import type { Job, Outcome } from './job.ts';
import { ThreadRunner } from './thread-runner.ts';

const job = (seed: number, set: string[] = []): Job => {
  const scenario = loadScenario('small', [...set, `seed=${seed}`]);
  const task = { kind: 'rates', scenario, nearRtLoops: 2, warmUpLoops: 1 } as const;
  return { key: jobKey(task), label: 'proposed', seed, task };
};

test('every job has its outcome, whatever the number of threads', async () => {
  const collect = async (workers: number) => {
    const outcomes = new Map<number, Outcome>();
    await new ThreadRunner(workers).run([job(1), job(2), job(3)], ({ seed }, outcome) =>
      outcomes.set(seed, outcome),
    );
    return [...outcomes].sort(([a], [b]) => a - b);
  };
  const one = await collect(1);
  assert.deepEqual(
    one.map(([seed]) => seed),
    [1, 2, 3],
  );
  assert.deepEqual(await collect(3), one);
});

test('a signal ends the run; what came until then stays', async () => {
  const abort = new AbortController();
  const done: number[] = [];
  const run = new ThreadRunner(1).run(
    [job(1), job(2), job(3)],
    ({ seed }) => {
      done.push(seed);
      abort.abort('SIGINT');
    },
    abort.signal,
  );
  await assert.rejects(run, { code: 'CHORUS_INTERRUPTED', message: 'interrupted by SIGINT' });
  assert.deepEqual(done, [1]);
});

test('a job that fails is named', async () => {
  const broken = job(1, ['xapp.name=nobody-wrote-this']);
  await assert.rejects(
    new ThreadRunner(1).run([broken], () => assert.fail('nothing can come of this')),
    {
      code: 'CHORUS_APP_FAILED',
      message: /^proposed gave nothing usable for seed 1: CHORUS_APP_NOT_FOUND/,
    },
  );
});
