import { closeSync, existsSync, fsyncSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { ChorusError } from '@chorus/platform/errors.ts';
import type { RunInit } from '../run-init.ts';
import type { Job, Outcome } from './job.ts';

/** By kind of outcome the field that every one of them has. */
const FIGURE = {
  lambda: 'lambda',
  rates: 'sumRate',
  'e2-load': 'complexNumbers',
  'minimum-rate': 'rates',
} as const satisfies Record<Outcome['kind'], string>;

/** One computation, as a line of the file keeps it. */
export type Entry = Pick<Job, 'key' | 'label' | 'seed'> & Outcome;

/**
 * All outcomes so far, in memory and in a file of JSON Lines that has each of them on the disk before the next
 * is asked for, so that a run that was cut goes on where it was.
 */
export class ResultsFile {
  private readonly path: string | null;
  private readonly entries = new Map<string, Entry>();

  /**
   * @param path of the file; null keeps outcomes in memory alone
   * @param resume takes over what stands in the file; else it starts empty
   * @throws ChorusError CHORUS_USAGE where that is no such file's content
   */
  constructor(path: string | null, resume: boolean) {
    this.path = path;
    if (path === null) return;
    if (!resume) truncate(path);
    else if (existsSync(path)) for (const entry of readEntries(path)) this.entries.set(entry.key, entry);
  }

  /** The outcome of a job that has been computed. */
  get(key: string): Entry | undefined {
    return this.entries.get(key);
  }

  add({ key, label, seed }: Job, outcome: Outcome): void {
    const entry: Entry = { key, label, seed, ...outcome };
    this.entries.set(key, entry);
    if (this.path === null) return;
    const file = openSync(this.path, 'a');
    try {
      writeSync(file, `${JSON.stringify(entry)}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  }
}

/** The outcomes in an experiment's folder; those of the twin and those through the processes are apart. */
export function outcomesIn({ folder, live, fresh }: Pick<RunInit, 'folder' | 'live' | 'fresh'>): ResultsFile {
  return new ResultsFile(join(folder, live ? 'outcomes-live.jsonl' : 'outcomes.jsonl'), !fresh);
}

function truncate(path: string): void {
  closeSync(openSync(path, 'w'));
}

function readEntries(path: string): Entry[] {
  const text = readFileSync(path, 'utf8');
  const lines = text.split('\n');
  const last = lines.pop() ?? '';
  const entries = lines.map((line, n) => {
    const entry = parse(line);
    return isEntry(entry) ? entry : refuse(path, n + 1, line);
  });
  if (last === '') return entries;
  // A process that was killed while it wrote leaves half a line, which the next one must not be joined to.
  if (!last.startsWith('{"key":')) refuse(path, lines.length + 1, last);
  truncateSync(path, Buffer.byteLength(text) - Buffer.byteLength(last));
  return entries;
}

function refuse(path: string, line: number, text: string): never {
  throw new ChorusError('CHORUS_USAGE', {
    reason: `${path}, line ${line} is ${JSON.stringify(text.slice(0, 80))}; allowed: outcomes of an experiment, one a line`,
  });
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null; // and so no entry
  }
}

function isEntry(value: unknown): value is Entry {
  const entry = (value ?? {}) as Record<string, unknown>;
  const { key, kind } = entry;
  if (typeof key !== 'string' || typeof kind !== 'string' || !Object.hasOwn(FIGURE, kind)) return false;
  const figure = entry[FIGURE[kind as Outcome['kind']]];
  return (Array.isArray(figure) ? figure : [figure]).every(Number.isFinite);
}
