import { readFileSync, writeFileSync } from 'node:fs';
import { ChorusError } from '@chorus/platform/errors.ts';
import type { Facts } from './facts.ts';
import type { BenchTable } from './table.ts';

/** A table of an earlier run. */
export interface RecordedTable {
  readonly facts: Facts;
  /** The fixed scalar loop in the same minute [ms]. */
  readonly calibrationMs: number;
  /** Values by row. */
  readonly values: Readonly<Record<string, number>>;
}

/** Recorded tables by id. */
export type Recorded = Readonly<Record<string, RecordedTable>>;

/**
 * What was recorded last; empty where there is no such file.
 *
 * @throws ChorusError CHORUS_USAGE for a file that is no recorded result
 */
export function readRecorded(path: string): Recorded {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
  try {
    return checked(JSON.parse(text));
  } catch (error) {
    const reason = `${path} is no recorded result: ${(error as Error).message}`;
    throw new ChorusError('CHORUS_USAGE', { reason }, { cause: error });
  }
}

/** Tables that were measured take the place of the recorded ones; the others stay. */
export function withTables(
  recorded: Recorded,
  tables: readonly BenchTable[],
  facts: Facts,
  calibrationMs: number,
): Recorded {
  const rounded = (value: number) => Number(value.toPrecision(4));
  const kept: Record<string, RecordedTable> = { ...recorded };
  for (const { id, rows } of tables) {
    const values: Record<string, number> = {};
    for (const { name, value } of rows) if (value !== null) values[name] = rounded(value);
    kept[id] = { facts, calibrationMs: rounded(calibrationMs), values };
  }
  return kept;
}

export function writeRecorded(path: string, recorded: Recorded): void {
  writeFileSync(path, `${JSON.stringify(recorded, null, 2)}\n`);
}

function checked(parsed: unknown): Recorded {
  if (!isRecord(parsed)) throw new Error('it holds no object');
  for (const [id, table] of Object.entries(parsed)) {
    if (!isRecord(table) || !isRecord(table['values']) || !isRecord(table['facts']))
      throw new Error(`${id} has no values or no facts`);
    const numbers = [table['calibrationMs'], ...Object.values<unknown>(table['values'])];
    if (!numbers.every((value) => typeof value === 'number' && value > 0))
      throw new Error(`${id} holds what is no positive number`);
  }
  return parsed as Recorded;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
