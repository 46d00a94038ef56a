import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { ChorusError } from '@chorus/platform/errors.ts';
import type { Job } from './pool.ts';
import type { Outcome } from './task.ts';

/** One computation of an evaluation, as its JSON file keeps it. */
export type Entry = Pick<Job, 'key' | 'label' | 'seed'> & Outcome;

/**
 * All results so far, in memory and in a file that is whole after each of them, so that a run that was cut
 * short goes on where it was.
 */
export class ResultsFile {
  private readonly path: string | null;
  private readonly entries = new Map<string, Entry>();

  /**
   * @param path of the JSON file; null keeps results in memory alone
   * @param resume takes over what stands in the file
   * @throws ChorusError CHORUS_USAGE where that is no such file's content
   */
  constructor(path: string | null, resume: boolean) {
    this.path = path;
    if (resume && path !== null && existsSync(path))
      for (const entry of readEntries(path)) this.entries.set(entry.key, entry);
  }

  /** The outcome of a job that has been computed. */
  get(key: string): Entry | undefined {
    return this.entries.get(key);
  }

  add({ key, label, seed }: Job, outcome: Outcome): void {
    this.entries.set(key, { key, label, seed, ...outcome });
    if (this.path === null) return;
    // The file is replaced at once: whoever ends the run finds the old one or the new one.
    const draft = `${this.path}.part`;
    writeFileSync(draft, `[\n${[...this.entries.values()].map((e) => JSON.stringify(e)).join(',\n')}\n]\n`);
    renameSync(draft, this.path);
  }
}

function readEntries(path: string): Entry[] {
  const refuse = (reason: string, cause?: unknown): never => {
    throw new ChorusError('CHORUS_USAGE', { reason: `--resume: ${path} ${reason}` }, { cause });
  };
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    return refuse(`is not JSON: ${(error as Error).message}`, error);
  }
  if (!Array.isArray(content) || !content.every(isEntry))
    return refuse('does not hold results of bench/actors.ts; allowed: a file that --json wrote');
  return content;
}

function isEntry(value: unknown): value is Entry {
  const { key, kind, lambda, sumRate } = (value ?? {}) as Record<string, unknown>;
  return typeof key === 'string' && Number.isFinite(kind === 'lambda' ? lambda : sumRate);
}
