import type { Command } from 'commander';
import { alignedTable } from '../summary/table.ts';
import { Registry, type TestbedEntry } from '../testbed/registry.ts';
import { home } from '../testbed/repository.ts';
import { askHealth } from '../testbed/watch.ts';

/** `chorus status`: the processes of a running testbed and how they are. */
export function register(program: Command): void {
  program
    .command('status')
    .description('show the processes of a running testbed')
    .option('--run <id>', 'which testbed (the newest)')
    .option('--json', 'as JSON')
    .action(status);
}

async function status(options: { run?: string; json?: boolean }): Promise<void> {
  const registry = new Registry(home());
  const entry = registry.find(options.run);
  const processes = await Promise.all(entry.processes.map(withHealth));
  const others = registry.running().filter(({ id }) => id !== entry.id);
  if (options.json === true) {
    const { id, state, scenario, seed, scheme, startedAt, launcherPid, addresses } = entry;
    const about = { id, state, scenario, seed, scheme, startedAt, launcherPid, addresses };
    const text = JSON.stringify({ ...about, processes, others: others.map(({ id }) => id) }, null, 2);
    process.stdout.write(`${text}\n`);
    return;
  }
  const rows = processes.map(({ name, role, pid, http, health, log }) => {
    return [name, role, String(pid), http ?? '-', health, log];
  });
  const lines = [
    `run ${entry.id} (${entry.state}): ${entry.scenario}, seed ${entry.seed}, scheme ${entry.scheme}`,
    alignedTable([['process', 'role', 'pid', 'http', 'health', 'log'], ...rows]),
    ...others.map(({ id, scenario }) => `also running: ${id} (${scenario}); see --run`),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

async function withHealth(member: TestbedEntry['processes'][number]) {
  return { ...member, health: await healthOf(member) };
}

async function healthOf({ name, pid, http }: TestbedEntry['processes'][number]): Promise<string> {
  if (http === null) return lives(pid) ? 'ok' : 'gone';
  const { ok, waitingFor } = await askHealth({ name, http });
  return ok ? 'ok' : `waiting: ${waitingFor ?? '?'}`;
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
