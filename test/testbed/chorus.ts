import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { TestContext } from 'node:test';
import type { Summary } from '@chorus/cli/summary/summary.ts';
import { Registry } from '@chorus/cli/testbed/registry.ts';

const root = resolve(import.meta.dirname, '../..');
const script = join(root, 'scripts/chorus');

/** A KPI record as `--record` writes it. */
export type KpiRecord = Record<string, unknown> & { process: string; nearRtLoop: number };

/**
 * Users at 8 m/s, for testbeds that run freely while they are asked and are held against the twin afterwards.
 *
 * What is old then costs 0.4 % of the sum rate or more in any loop, and float32 on the wires kept within 6e-7 of the
 * twin for 1,500 loops of three seeds. At 1.4 m/s a loop's controls may be worth 1e-4, and 1.4e-5 of deviation was seen.
 */
export const moving = ['mobility.speed_mps=8'];

/** One testbed through the public command: real servers, every process its own. */
export function run(t: TestContext, scenario: string, loops: number, set: readonly string[] = []) {
  const home = temporary(t);
  const json = join(home, 'summary.json');
  const record = join(home, 'record.jsonl');
  const args = ['run', scenario, '--near-rt-loops', String(loops), '--json', json, '--record', record];
  const overrides = set.flatMap((text) => ['--set', text]);
  const child = spawn(script, [...args, ...overrides], {
    cwd: root,
    env: { ...process.env, CHORUS_HOME: home },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said = text(child);
  return once(child, 'exit').then(([code]) => {
    if (code !== 0) throw new Error(`chorus run ended with ${String(code)}: ${said()}`);
    const records = readFileSync(record, 'utf8')
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => JSON.parse(line) as KpiRecord);
    return { summary: JSON.parse(readFileSync(json, 'utf8')) as Summary, records };
  });
}

/** `chorus up`, stopped when the test ends; its other commands by `ask`. @param until when to go on, by its folder */
export async function up(
  t: TestContext,
  scenario: string,
  set: readonly string[] = [],
  { until, patienceS = 20 }: { until?: (home: string) => boolean; patienceS?: number } = {},
) {
  const home = folder();
  const env = { ...process.env, CHORUS_HOME: home };
  const overrides = set.flatMap((one) => ['--set', one]);
  const child = spawn(script, ['up', scenario, '--patience-s', String(patienceS), ...overrides], {
    cwd: root,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said = text(child);
  const ended = once(child, 'exit') as Promise<[number | null]>;
  t.after(async () => {
    child.kill('SIGTERM');
    await ended;
    // Not before: its processes still write there.
    remove(home);
  });
  const ask = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(script, args, { cwd: root, env, encoding: 'utf8' });
    return { status, stdout, stderr };
  };
  const status = () => JSON.parse(ask('status', '--json').stdout) as Status;
  // `chorus status` reads the same; a process for each look would keep the machine from starting the testbed.
  const registry = new Registry(home);
  const runs = () => registry.running().some(({ state }) => state === 'running');
  while (!(until === undefined ? runs() : until(home))) {
    if (child.exitCode !== null) throw new Error(`chorus up ended with ${child.exitCode}: ${said()}`);
    await new Promise((next) => setTimeout(next, 100));
  }
  return { home, child, ended, said, ask, status };
}

export interface Status {
  id: string;
  state: string;
  addresses: { http: Record<string, string>; nats: string };
  processes: { name: string; role: string; pid: number; health: string }[];
}

function text(child: ChildProcess): () => string {
  let all = '';
  child.stderr?.on('data', (chunk: Buffer) => (all += chunk.toString()));
  return () => all;
}

function temporary(t: TestContext): string {
  const path = folder();
  t.after(() => remove(path));
  return path;
}

function folder(): string {
  return mkdtempSync(join(tmpdir(), 'chorus-test-'));
}

function remove(path: string): void {
  rmSync(path, { recursive: true, force: true });
}
