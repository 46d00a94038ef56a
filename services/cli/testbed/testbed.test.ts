import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasCode } from '@chorus/platform/errors.ts';
import { fakeTestbed, alive, temporaryFolder } from '../testing/fakes.ts';
import type { TestbedEntry } from './registry.ts';
import type { Testbed } from './testbed.ts';

const never = new AbortController().signal;
const pids = ({ entry }: Testbed) => entry.processes.map(({ pid }) => pid);

function entryOf(testbed: Testbed): TestbedEntry {
  return JSON.parse(readFileSync(join(testbed.folder, 'testbed.json'), 'utf8')) as TestbedEntry;
}

test('a testbed runs its servers and processes, says so in testbed.json, and leaves nothing behind', async (t) => {
  const testbed = fakeTestbed(temporaryFolder(t), { a: 'healthy', b: 'healthy' });
  try {
    await testbed.start(never);
    const { state, processes } = entryOf(testbed);
    assert.equal(state, 'running');
    assert.deepEqual(
      processes.map(({ name }) => name),
      ['redis', 'nats', 'a', 'b'],
    );
    assert.deepEqual(alive(pids(testbed)), pids(testbed));
  } finally {
    await testbed.stop();
  }
  assert.deepEqual(alive(pids(testbed)), []);
  assert.equal(entryOf(testbed).state, 'stopped');
});

test('a process that dies fails the testbed with its own last words', async (t) => {
  const testbed = fakeTestbed(temporaryFolder(t), { a: 'healthy', b: 'dies' });
  try {
    await testbed.start(never);
    const died = testbed.whileWell(new Promise<never>(() => undefined), never);
    await fetch(`http://${testbed.entry.addresses?.http['b']}/fail`).catch(() => undefined);
    await assert.rejects(died, (error) => {
      assert(hasCode(error, 'CHORUS_PROCESS_DIED'));
      assert.match(error.message, /^b ended in mid-run \(exit code 1: CHORUS_PAYLOAD_LENGTH: V has 3 bytes/);
      return true;
    });
  } finally {
    await testbed.stop();
  }
  assert.equal(entryOf(testbed).state, 'failed');
  assert.deepEqual(alive(pids(testbed)), []);
});

test('a server that dies fails the testbed', async (t) => {
  const testbed = fakeTestbed(temporaryFolder(t), { a: 'healthy' });
  try {
    await testbed.start(never);
    const died = testbed.whileWell(new Promise<never>(() => undefined), never);
    process.kill(testbed.entry.processes[1].pid, 'SIGKILL');
    await assert.rejects(died, /nats ended in mid-run \(SIGKILL/);
  } finally {
    await testbed.stop();
  }
});

test('a process that never becomes healthy is named with what it waits for', async (t) => {
  const testbed = fakeTestbed(temporaryFolder(t), { a: 'healthy', b: 'starting' }, { patienceS: 0.5 });
  try {
    await assert.rejects(testbed.start(never), (error) => {
      assert(hasCode(error, 'CHORUS_PEER_TIMEOUT'));
      assert.match(error.message, /^b at .*\(b: Godot\)/);
      return true;
    });
  } finally {
    await testbed.stop();
  }
  assert.deepEqual(alive(pids(testbed)), []);
});

test('a process deaf to SIGTERM is killed', async (t) => {
  const testbed = fakeTestbed(temporaryFolder(t), { a: 'stubborn' }, { graceMs: 200 });
  try {
    await testbed.start(never);
  } finally {
    await testbed.stop();
  }
  assert.deepEqual(alive(pids(testbed)), []);
});

test('an abort ends the start', async (t) => {
  const testbed = fakeTestbed(temporaryFolder(t), { a: 'starting' });
  const interrupted = new AbortController();
  try {
    const started = testbed.start(interrupted.signal);
    interrupted.abort(new Error('enough'));
    await assert.rejects(started, /enough/);
  } finally {
    await testbed.stop();
  }
  assert.deepEqual(alive(pids(testbed)), []);
});

test('an address that is taken fails before anything starts', async (t) => {
  const home = temporaryFolder(t);
  const first = fakeTestbed(home, { a: 'healthy' });
  try {
    await first.start(never);
    const nats = first.entry.addresses?.nats ?? '';
    const second = fakeTestbed(home, { a: 'healthy' }, { listen: [`nats=${nats}`] });
    await assert.rejects(second.start(never), (error) => hasCode(error, 'CHORUS_PORT_IN_USE'));
    assert.deepEqual(second.entry.processes, []);
    await second.stop();
  } finally {
    await first.stop();
  }
});

test('two testbeds run at once', async (t) => {
  const home = temporaryFolder(t);
  const testbeds = [fakeTestbed(home, { a: 'healthy' }), fakeTestbed(home, { a: 'healthy' })];
  try {
    await Promise.all(testbeds.map((testbed) => testbed.start(never)));
    assert.notEqual(testbeds[0].entry.id, testbeds[1].entry.id);
  } finally {
    await Promise.all(testbeds.map((testbed) => testbed.stop()));
  }
});

test('when the launcher is killed its processes end, also one that is deaf to SIGTERM', async (t) => {
  const home = temporaryFolder(t);
  const script = `
    import { fakeTestbed } from ${JSON.stringify(join(import.meta.dirname, '../testing/fakes.ts'))};
    const testbed = fakeTestbed(${JSON.stringify(home)}, { a: 'healthy', b: 'stubborn' });
    await testbed.start(new AbortController().signal);
    console.log(JSON.stringify(testbed.entry.processes.map(({ pid }) => pid)));`;
  const launcher = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [data] = (await once(launcher.stdout, 'data')) as [Buffer];
  const left = JSON.parse(data.toString()) as number[];
  assert.equal(alive(left).length, 4);
  launcher.kill('SIGKILL');
  while (alive(left).length > 0) await sleep(50);
});
