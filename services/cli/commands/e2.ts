import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { fetchE2 } from '../near-rt-ric-client.ts';
import { e2Table } from '../summary/e2-table.ts';
import { Registry } from '../testbed/registry.ts';
import { home } from '../testbed/repository.ts';

const REDRAW_MS = 1000;

/** `chorus e2`: what crosses E2 in a running testbed. */
export function register(program: Command): void {
  program
    .command('e2')
    .description('show what crosses E2 in a running testbed')
    .option('--run <id>', 'which testbed (the newest)')
    .option('--watch', 'redraw every second until Ctrl-C')
    .option('--json', 'as JSON')
    .action(e2);
}

async function e2(options: { run?: string; watch?: boolean; json?: boolean }): Promise<void> {
  const { addresses } = new Registry(home()).find(options.run);
  const http = addresses?.http['near-rt-ric'] ?? '';
  for (;;) {
    const report = await fetchE2(http);
    const text = options.json === true ? JSON.stringify(report) : e2Table(report);
    const clear = options.watch === true && options.json !== true && process.stdout.isTTY;
    process.stdout.write(`${clear ? '\x1b[H\x1b[2J' : ''}${text}\n`);
    if (options.watch !== true) return;
    await sleep(REDRAW_MS);
  }
}
