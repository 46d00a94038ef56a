import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test, type TestContext } from 'node:test';
import { isFifoAllowed, scheduleFifo } from './scheduling.ts';
import { fifoThreads } from './testing/scheduling.ts';

function sleeper(t: TestContext): number {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)']);
  t.after(() => child.kill('SIGKILL'));
  return child.pid as number;
}

test('every thread of a process gets a real-time priority', { skip: !isFifoAllowed() }, async (t) => {
  const pid = sleeper(t);
  assert.ok(!fifoThreads(pid).includes(true));
  await scheduleFifo(pid);
  assert.ok(!fifoThreads(pid).includes(false));
});

test('a refusal says why, and what to do', async () => {
  const nobody = 2 ** 22 + 1;
  await assert.rejects(scheduleFifo(nobody), {
    code: 'CHORUS_SCHEDULING_REFUSED',
    message: /^clock\.scheduling = fifo: chrt: .+; run as root, or allow it \(ulimit -r 10\)/,
  });
});

test('a machine without chrt is told so', async (t) => {
  const { PATH } = process.env;
  t.after(() => (process.env['PATH'] = PATH));
  process.env['PATH'] = '/nowhere';
  await assert.rejects(scheduleFifo(process.pid), { message: /there is no chrt \(util-linux\)/ });
});
