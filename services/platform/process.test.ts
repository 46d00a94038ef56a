import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { isFifoAllowed } from './scheduling.ts';
import { fifoThreads } from './testing/scheduling.ts';

const fixture = join(import.meta.dirname, 'testing/process-fixture.ts');

async function freeAddress(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `127.0.0.1:${port}`;
}

/** Starts the fixture; `ended` gives exit code, stdout and the last line on stderr. */
async function start(t: TestContext, fails = '', args: string[] = []) {
  const http = await freeAddress();
  const child = spawn(process.execPath, [fixture, '--scenario', 'small', '--http', http, ...args], {
    env: { ...process.env, TEST_FAILS: fails },
  });
  t.after(() => child.kill('SIGKILL'));
  const output = Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  const get = async (path: string): Promise<{ status: number; body: Record<string, unknown> }> => {
    for (;;) {
      try {
        const response = await fetch(`http://${http}${path}`);
        return { status: response.status, body: (await response.json()) as Record<string, unknown> };
      } catch (error) {
        if (child.exitCode !== null) throw error;
        await sleep(20);
      }
    }
  };
  const ended = async () => {
    const [stdout, stderr, [code]] = (await output) as [string, string, [number]];
    return { code, stdout, lastLine: stderr.trimEnd().split('\n').at(-1) };
  };
  return { child, http, get, ended };
}

test('is not healthy before the service says so, then says what the service adds', async (t) => {
  const { child, get, ended } = await start(t, '', ['--index', '2']);
  assert.deepEqual((await get('/own')).body['users'], 8);
  const before = await get('/healthz');
  assert.equal(before.status, 503);
  assert.deepEqual(before.body, { status: 'starting', name: 'fixture-2', waitingFor: 'ru-sim' });
  await get('/ready');
  const after = await get('/healthz');
  assert.equal(after.status, 200);
  assert.deepEqual(after.body, { status: 'ok', name: 'fixture-2', slot: 7 });
  child.kill('SIGTERM');
  const { code, lastLine } = await ended();
  assert.equal(code, 0);
  assert.equal(lastLine, '');
});

test('serves metrics with its name', async (t) => {
  const { http, get } = await start(t);
  await get('/healthz');
  const metrics = await (await fetch(`http://${http}/metrics`)).text();
  assert.match(metrics, /process_resident_memory_bytes\{process="fixture-0"\} \d+/);
});

test(
  'a process of the RT loop runs under the scheduling that the scenario asks for, or ends',
  { timeout: 20_000 },
  async (t) => {
    const { child, ended } = await start(t, '', ['--set', 'clock.scheduling=fifo']);
    if (isFifoAllowed()) {
      while (!fifoThreads(child.pid as number).includes(true)) await sleep(20);
    } else {
      const { code, lastLine } = await ended();
      assert.equal(code, 1);
      assert.match(lastLine ?? '', /^CHORUS_SCHEDULING_REFUSED: /);
    }
  },
);

test('a signal ends a start that hangs', async (t) => {
  const { child, get, ended } = await start(t, 'hang');
  await get('/healthz');
  child.kill('SIGINT');
  assert.equal((await ended()).code, 0);
});

for (const where of ['create', 'start'])
  test(`a failure in ${where} ends the process with 1 and one line`, async (t) => {
    const { ended } = await start(t, where);
    const { code, stdout, lastLine } = await ended();
    assert.equal(code, 1);
    assert.equal(lastLine, `CHORUS_INTERNAL: boom in ${where}`);
    assert.match(stdout, /"level":60/);
  });

test('an error that nobody caught ends the process with 1 and one line', async (t) => {
  const { get, ended } = await start(t, 'later');
  await get('/later');
  assert.deepEqual(await ended().then(({ code, lastLine }) => [code, lastLine]), [
    1,
    'CHORUS_INTERNAL: boom in later',
  ]);
});

test('an HTTP address in use is named', async (t) => {
  const taken = createServer().listen(0, '127.0.0.1');
  t.after(() => taken.close());
  await once(taken, 'listening');
  const address = `127.0.0.1:${(taken.address() as AddressInfo).port}`;
  const { ended } = await start(t, '', ['--http', address]);
  const { code, lastLine } = await ended();
  assert.equal(code, 1);
  assert.equal(lastLine, `CHORUS_PORT_IN_USE: ${address} (--http) is in use by another process`);
});

test('a wrong option and a wrong scenario end with 2; --help with 0', async (t) => {
  const option = await (await start(t, '', ['--index', 'x'])).ended();
  assert.equal(option.code, 2);
  assert.match(option.lastLine ?? '', /^CHORUS_USAGE: --index is "x"/);
  const scenario = await (await start(t, '', ['--set', 'network.users=0'])).ended();
  assert.equal(scenario.code, 2);
  assert.match(scenario.lastLine ?? '', /^CHORUS_SCENARIO_INVALID: network.users is 0/);
  const help = await (await start(t, '', ['--help'])).ended();
  assert.equal(help.code, 0);
  assert.match(help.stdout, /^A fixture\.\n/);
});
