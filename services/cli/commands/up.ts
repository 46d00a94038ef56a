import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { hasCode } from '@chorus/platform/errors.ts';
import { addLaunchOptions } from '../launch-options.ts';
import { say, withTestbed, type LaunchOptions } from '../launch.ts';
import { LiveStatus } from '../summary/live-status.ts';
import type { Testbed } from '../testbed/testbed.ts';
import { fetchE2 } from '../near-rt-ric-client.ts';

const REDRAW_MS = 1000;
const PLAIN_MS = 5000;

interface UpOptions extends LaunchOptions {
  json?: boolean;
  dashboard: boolean;
}

/** `chorus up`: a testbed until Ctrl-C, with a live status. */
export function register(program: Command): void {
  addLaunchOptions(program.command('up').description('start a testbed and keep it running until Ctrl-C'))
    .argument('[scenario]', 'a file, or the name of one in deploy/scenarios', 'paper')
    .option('--no-dashboard', 'leave the dashboard out')
    .option('--json', 'a JSON object a line: first the testbed, then its state every second')
    .action(up);
}

async function up(scenarioName: string, options: UpOptions): Promise<void> {
  let live: LiveStatus | null = null;
  const { dashboard } = options;
  try {
    await withTestbed(
      { scenarioName, options, dashboard, onRecord: (record) => live?.add(record) },
      async (testbed, scenario, signal) => {
        live = new LiveStatus(scenario.clock);
        announce(testbed, options.json === true);
        await testbed.whileWell(watch(testbed, live, options.json === true, signal), signal);
      },
    );
  } catch (error) {
    if (!hasCode(error, 'CHORUS_INTERRUPTED')) throw error;
    if (options.json !== true) say('stopped');
  }
}

function announce(testbed: Testbed, json: boolean): void {
  const { id, scenario, seed, scheme, processes, addresses } = testbed.entry;
  if (json) {
    process.stdout.write(`${JSON.stringify({ testbed: testbed.entry })}\n`);
    return;
  }
  const dashboard = addresses?.http['dashboard'];
  const lines = [
    `${scenario}, seed ${seed}, scheme ${scheme}: ${processes.length} processes are up (run ${id})`,
    `logs in ${testbed.folder}`,
    ...(dashboard === undefined ? [] : [`dashboard at http://${dashboard}`]),
    `A1 and E2 accounting at http://${addresses?.http['near-rt-ric']}; Ctrl-C stops`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

async function watch(testbed: Testbed, live: LiveStatus, json: boolean, signal: AbortSignal): Promise<never> {
  const terminal = process.stdout.isTTY && !json;
  const ric = testbed.entry.addresses?.http['near-rt-ric'] ?? '';
  for (;;) {
    await sleep(terminal || json ? REDRAW_MS : PLAIN_MS, undefined, { signal });
    const state = live.state(await e2Of(ric, signal));
    if (json) process.stdout.write(`${JSON.stringify(state)}\n`);
    // Back to the line's beginning, and clear what is left of the old one.
    else process.stdout.write(terminal ? `\r${LiveStatus.text(state)}\x1b[K` : `${LiveStatus.text(state)}\n`);
  }
}

async function e2Of(ric: string, signal: AbortSignal): ReturnType<typeof fetchE2> {
  try {
    return await fetchE2(ric);
  } catch (error) {
    // Where the RIC died its own end says more.
    await sleep(REDRAW_MS, undefined, { signal });
    throw error;
  }
}
