import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { alive, fakeProcess, temporaryFolder } from '../testing/fakes.ts';
import { freePorts } from './ports.ts';
import { Processes } from './processes.ts';

async function start(t: TestContext, modes: Record<string, string>): Promise<Processes> {
  const processes = new Processes({ folder: temporaryFolder(t) });
  t.after(() => processes.kill());
  const ports = await freePorts(Object.keys(modes).length);
  for (const [n, [name, mode]] of Object.entries(modes).entries())
    processes.start(fakeProcess(name, mode, `127.0.0.1:${ports[n]}`));
  return processes;
}

test('a program that is not there is a death with its reason', async (t) => {
  const processes = new Processes({ folder: temporaryFolder(t) });
  processes.start({ name: 'a', role: 'fake', command: ['/no/such/program'] });
  await assert.rejects(processes.died, /a ended in mid-run \(exit code 127: .*ENOENT/);
  await processes.stop();
});

test('of several deaths that is told which did not follow from another', async (t) => {
  const processes = await start(t, { follower: 'fails', cause: 'healthy' });
  processes.children[1].kill('SIGKILL');
  await assert.rejects(processes.died, /cause ended in mid-run \(SIGKILL\)/);
  await processes.stop();
});

test('a death by a lost peer is told when there is no other', async (t) => {
  const processes = await start(t, { only: 'fails' });
  await assert.rejects(processes.died, /only .*exit code 1: CHORUS_PEER_LOST: lost ru-sim/);
  await processes.stop();
});

test('a process that ends well is a death in mid-run, and none once the run is over', async (t) => {
  const midRun = await start(t, { a: 'ends' });
  await assert.rejects(midRun.died, /a ended in mid-run \(exit code 0\)/);
  await midRun.stop();

  const over = await start(t, { a: 'ends', b: 'healthy' });
  over.finish();
  await over.children[0].exited;
  over.children[1].kill('SIGKILL');
  await assert.rejects(over.died, /b ended in mid-run/);
  await over.stop();
  assert.deepEqual(alive(over.children.map(({ pid }) => pid)), []);
});
