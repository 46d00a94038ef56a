import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

/** One thing that every implementation must do; `run` throws where it does not. */
export interface Check {
  readonly name: string;
  readonly run: () => void;
}

/** Registers checks as tests of node:test. */
export function register(suite: string, checks: readonly Check[]): void {
  describe(suite, () => {
    for (const { name, run } of checks) test(name, run);
  });
}

/** Fails where a number is NaN or infinite. */
export function assertFinite(values: ArrayLike<number>, what: string): void {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) assert.fail(`${what}[${i}] is ${values[i]}`);
  }
}
