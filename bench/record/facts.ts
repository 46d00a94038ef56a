import { cpus } from 'node:os';
import { codeVersion } from '@chorus/cli/experiments/version.ts';

/** What a run was made on. */
export interface Facts {
  /** The processor's model, as it names itself. */
  readonly cpu: string;
  readonly cores: number;
  readonly node: string;
  /** `git describe` of the code. */
  readonly commit: string;
  /** ISO 8601, UTC, to the second. */
  readonly date: string;
}

export function factsOfThisRun(): Facts {
  const cores = cpus();
  return {
    cpu: cores[0]?.model ?? 'unknown',
    cores: cores.length,
    node: process.version,
    commit: codeVersion(),
    date: `${new Date().toISOString().slice(0, 19)}Z`,
  };
}
