import { createWriteStream, openSync, writeFileSync } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { Command } from 'commander';
import { ChorusError } from '@chorus/platform/errors.ts';
import { loadScenario, scenarioDigest } from '@chorus/platform/scenario.ts';
import { schemeApps } from '@chorus/platform/schemes.ts';
import { fetchE2 } from '../near-rt-ric-client.ts';
import { addLaunchOptions, count } from '../launch-options.ts';
import { withTestbed, type LaunchOptions } from '../launch.ts';
import { checkApps } from '../summary/app-failures.ts';
import { LoopProgress } from '../summary/progress.ts';
import { Records } from '../summary/records.ts';
import { RunEnd } from '../summary/run-end.ts';
import { summarize, type Summary } from '../summary/summary.ts';
import { summaryTable } from '../summary/summary-table.ts';
import type { KpiRecord } from '../testbed/kpi.ts';
import { version } from '../testbed/repository.ts';

const DEFAULT_LOOPS = 40;

interface RunOptions extends LaunchOptions {
  nearRtLoops?: number;
  json?: string | true;
  record?: string;
}

/** `chorus run`: a testbed for a number of near-RT loops, and what came of it. */
export function register(program: Command): void {
  addLaunchOptions(program.command('run').description('run a scenario for some near-RT loops and sum it up'))
    .argument('<scenario>', 'a file, or the name of one in deploy/scenarios')
    .option('--near-rt-loops <n>', 'how many (the scenario, else 40)', (text) =>
      count('--near-rt-loops', text),
    )
    .option('--json [file]', 'write the summary as JSON; to stdout without a file or with -')
    .option('--record <file>', 'write every KPI record as JSON Lines')
    .action(run);
}

async function run(scenarioName: string, options: RunOptions): Promise<void> {
  const wanted = loadScenario(scenarioName, options.set).clock.near_rt_loops;
  const loops = options.nearRtLoops ?? (wanted > 0 ? wanted : DEFAULT_LOOPS);
  const set = [...options.set, `clock.near_rt_loops=${loops}`];
  const scenario = loadScenario(scenarioName, set);

  // A path that cannot be written shows before the run, not after it.
  const json = outputFile('--json', options.json);
  const record = outputFile('--record', options.record);

  const records = new Records();
  const end = new RunEnd(loops, scenario.network.odus, schemeApps(scenario).xapp !== null);
  const progress = new LoopProgress(loops);
  const recorder = record === null ? null : createWriteStream('', { fd: record });
  const failed = recorder === null ? null : finished(recorder);
  failed?.catch(() => undefined);
  const { seed } = scenario;
  recorder?.write(
    line({ record: 'header', scenario, seed, digest: scenarioDigest(scenario), version: version() }),
  );

  const onRecord = (record: KpiRecord, text: string) => {
    records.add(record);
    end.add(record);
    progress.add(record);
    recorder?.write(`${text}\n`);
  };
  let summary: Summary;
  try {
    const components = { scenarioName, options: { ...options, set }, onRecord };
    summary = await withTestbed(components, async (testbed, _scenario, signal) => {
      await testbed.whileWell(end.reached, signal);
      testbed.finish();
      const { processes, addresses } = testbed.entry;
      const e2 = await fetchE2(addresses?.http['near-rt-ric'] ?? '');
      return summarize(scenario, records, e2, processes);
    });
  } finally {
    progress.stop();
    recorder?.end();
  }
  await failed;
  report(summary, options.json, json);
  checkApps(scenario, records);
}

function report(summary: Summary, json: string | true | undefined, file: number | null): void {
  const text = `${JSON.stringify(summary, null, 2)}\n`;
  const toStdout = json === true || json === '-';
  if (toStdout) process.stdout.write(text);
  else process.stdout.write(`${summaryTable(summary)}\n`);
  if (file !== null) writeFileSync(file, text);
}

/** Opens a file for writing; null where none is asked for. @throws ChorusError CHORUS_USAGE */
function outputFile(option: string, path: string | true | undefined): number | null {
  if (path === undefined || path === true || path === '-') return null;
  try {
    return openSync(path, 'w');
  } catch (error) {
    throw new ChorusError(
      'CHORUS_USAGE',
      { reason: `${option} ${path}: ${(error as Error).message}` },
      { cause: error },
    );
  }
}

function line(record: object): string {
  return `${JSON.stringify(record)}\n`;
}
