// Processes that a scenario has no work for, as a compose file starts them.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { freePorts } from '@chorus/cli/testbed/ports.ts';

const services = resolve(import.meta.dirname, '../services');
const cases = [
  ['xapps/sdk/main.ts', ['--set', 'scheme.name=d-rzf'], 'scheme d-rzf has no xApp'],
  ['o-du/main.ts', ['--set', 'network.odus=2', '--index', '3'], 'the scenario has 2 O-DUs'],
] as const;

for (const [entry, args, reason] of cases) {
  test(`${entry} without work idles in good health and stops cleanly`, async (t) => {
    const [port] = await freePorts(1);
    const address = `127.0.0.1:${port}`;
    const options = ['--scenario', 'small', '--http', address, ...args];
    const child = spawn(process.execPath, [`${services}/${entry}`, ...options], { stdio: 'ignore' });
    t.after(() => child.kill('SIGKILL'));
    const ended = once(child, 'exit');
    const health = () => fetch(`http://${address}/healthz`).catch(() => null);
    let answer = await health();
    while (answer?.status !== 200) {
      assert.equal(child.exitCode, null, 'it ended');
      await new Promise((next) => setTimeout(next, 50));
      answer = await health();
    }
    assert.equal(((await answer.json()) as { idle: string }).idle, reason);
    child.kill('SIGTERM');
    assert.deepEqual(await ended, [0, null]);
  });
}
