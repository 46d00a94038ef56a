import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Registry, type TestbedEntry } from '@chorus/cli/testbed/registry.ts';
import { askHealth } from '@chorus/cli/testbed/watch.ts';
import { processorTimeOf, type ProcessorTime } from './proc.ts';

/** What a lockstep run of the whole testbed took, by process. */
export interface LiveCost {
  readonly slots: number;
  readonly slotsPerSecond: number;
  /** Per slot, by process; `launcher` is the command that records. */
  readonly processes: Readonly<Record<string, ProcessorTime>>;
}

/** How often the slot is asked for: an answer costs ru-sim about as much as a slot. */
const POLL_MS = 250;
const PATIENCE_MS = 120_000;

interface Moment {
  readonly at: number;
  readonly slot: number;
  readonly times: ReadonlyMap<string, ProcessorTime>;
}

/**
 * Runs `paper` in lockstep and measures between two slots: the start and the compiler's work lie before the first.
 *
 * @param slots to measure at least
 */
export async function liveCost(slots: number, onProgress: (text: string) => void): Promise<LiveCost> {
  const home = mkdtempSync(join(tmpdir(), 'chorus-budget-'));
  const chorus = resolve(import.meta.dirname, '../../scripts/chorus');
  // It is ended before its loops are over.
  const child = spawn(chorus, ['run', 'paper', '--near-rt-loops', String(slots)], {
    env: { ...process.env, CHORUS_HOME: home },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (text: Buffer) => (errors += text.toString()));
  const ended = once(child, 'exit');
  try {
    const deadline = performance.now() + PATIENCE_MS;
    const reach = async (slot: number): Promise<Moment> => {
      for (;;) {
        const moment = await momentOf(new Registry(home));
        if (moment !== null && moment.slot >= slot) return moment;
        if (child.exitCode !== null) throw new Error(`chorus run ended: ${errors.trim()}`);
        if (performance.now() > deadline) throw new Error(`slot ${slot} was not reached: ${errors.trim()}`);
        await sleep(POLL_MS);
      }
    };
    onProgress('the testbed starts');
    const first = await reach(slots / 2);
    onProgress(`measured from slot ${first.slot}`);
    const last = await reach(first.slot + slots);
    return costBetween(first, last);
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

/** Null before the run has slots. */
async function momentOf(registry: Registry): Promise<Moment | null> {
  const entry = registry.running().at(0);
  const ruSim = entry?.processes.find(({ role }) => role === 'ru-sim');
  if (entry?.state !== 'running' || ruSim?.http == null) return null;
  const { details } = await askHealth({ name: ruSim.name, http: ruSim.http });
  const slot = details['slot'];
  return typeof slot === 'number' ? { at: performance.now(), slot, times: timesOf(entry) } : null;
}

function timesOf({ processes, launcherPid }: TestbedEntry): Map<string, ProcessorTime> {
  const all = [...processes, { name: 'launcher', pid: launcherPid }];
  return new Map(
    all.map(({ name, pid }) => [name, processorTimeOf(readFileSync(`/proc/${pid}/stat`, 'utf8'))]),
  );
}

function costBetween(first: Moment, last: Moment): LiveCost {
  const slots = last.slot - first.slot;
  const processes: Record<string, ProcessorTime> = {};
  for (const [name, { ms, systemMs }] of last.times) {
    const before = first.times.get(name) ?? { ms: 0, systemMs: 0 };
    processes[name] = { ms: (ms - before.ms) / slots, systemMs: (systemMs - before.systemMs) / slots };
  }
  return { slots, slotsPerSecond: (1000 * slots) / (last.at - first.at), processes };
}
