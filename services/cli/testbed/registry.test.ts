import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasCode } from '@chorus/platform/errors.ts';
import { temporaryFolder } from '../testing/fakes.ts';
import { Registry, type TestbedEntry } from './registry.ts';

async function add(registry: Registry, change: Partial<TestbedEntry> = {}): Promise<TestbedEntry> {
  // Ids hold milliseconds and order runs.
  await sleep(2);
  const { id } = registry.create();
  const entry: TestbedEntry = {
    id,
    state: 'running',
    scenario: 'small',
    scenarioFile: '/s.yaml',
    overrides: [],
    seed: 1,
    scheme: 'proposed',
    startedAt: '2026-11-22T00:00:00Z',
    launcherPid: process.pid,
    processes: [],
    addresses: null,
    ...change,
  };
  registry.write(entry);
  return entry;
}

const gonePid = () => spawnSync(process.execPath, ['-e', '']).pid;
const none = (error: unknown) => hasCode(error, 'CHORUS_NO_TESTBED');

test('finds the newest running testbed, or the one asked for', async (t) => {
  const registry = new Registry(temporaryFolder(t));
  const older = await add(registry);
  const newer = await add(registry);
  await add(registry, { state: 'stopped' });
  assert.deepEqual(registry.find(), newer);
  assert.deepEqual(registry.find(older.id), older);
  assert.deepEqual(
    registry.running().map(({ id }) => id),
    [newer.id, older.id],
  );
});

test('a testbed whose launcher is gone does not run', async (t) => {
  const registry = new Registry(temporaryFolder(t));
  await add(registry, { launcherPid: gonePid() });
  assert.throws(() => registry.find(), none);
});

test('an empty home, foreign files and half-made runs are no testbeds', (t) => {
  const registry = new Registry(temporaryFolder(t));
  assert.throws(() => registry.find(), none);
  mkdirSync(join(registry.folder, 'half-made'), { recursive: true });
  writeFileSync(join(registry.folder, 'file'), '');
  assert.throws(() => registry.find('half-made'), none);
});

test('old runs are forgotten, running ones never', async (t) => {
  const registry = new Registry(temporaryFolder(t));
  const running = await add(registry);
  const first = await add(registry, { state: 'stopped' });
  for (let n = 0; n < 21; n++) await add(registry, { state: 'failed' });
  assert(existsSync(join(registry.folder, running.id)));
  assert(!existsSync(join(registry.folder, first.id)));
});
