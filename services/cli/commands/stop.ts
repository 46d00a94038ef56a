import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { isRunning, Registry, type TestbedEntry } from '../testbed/registry.ts';
import { home } from '../testbed/repository.ts';

const GRACE_MS = 20_000;
const POLL_MS = 50;

/** `chorus stop`: ends a running testbed. */
export function register(program: Command): void {
  program
    .command('stop')
    .description('stop a running testbed')
    .option('--run <id>', 'which testbed (the newest)')
    .option('--all', 'every running testbed')
    .option('--json', 'as JSON')
    .action(stop);
}

async function stop(options: { run?: string; all?: boolean; json?: boolean }): Promise<void> {
  const registry = new Registry(home());
  const first = registry.find(options.run);
  const entries = options.all === true ? registry.running() : [first];
  await Promise.all(entries.map(stopOne));
  const stopped = entries.map(({ id }) => id);
  process.stdout.write(
    options.json === true ? `${JSON.stringify({ stopped })}\n` : `stopped ${stopped.join(', ')}\n`,
  );
}

/** The launcher stops its processes; should it hang, they end with it. */
async function stopOne(entry: TestbedEntry): Promise<void> {
  signal(entry.launcherPid, 'SIGTERM');
  const deadline = performance.now() + GRACE_MS;
  while (isRunning(entry)) {
    if (performance.now() > deadline) signal(entry.launcherPid, 'SIGKILL');
    await sleep(POLL_MS);
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
