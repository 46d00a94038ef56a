import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { ChorusError } from '@chorus/platform/errors.ts';
import type { IterationReport } from './learner.ts';

/** One line of curve.jsonl. Iteration 0 is what training starts from. */
export interface CurveRecord extends IterationReport {
  readonly iteration: number;
  /** Of training so far, over all its parts. */
  readonly wallSeconds: number;
  /** Near-RT loops of training's episodes so far. */
  readonly nearRtLoops: number;
  readonly updates: number;
  /** Mean over the held-out networks [bit/s/Hz]; null in iterations without an evaluation. */
  readonly sumRate: number | null;
  /** The same over the closed form's on the same channels. */
  readonly ratio: number | null;
}

/** A curve's records. @throws ChorusError CHORUS_CURVE_INVALID */
export function readCurve(path: string): CurveRecord[] {
  const invalid = (reason: string) => new ChorusError('CHORUS_CURVE_INVALID', { path, reason });
  if (!existsSync(path)) throw invalid('there is no such file');
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines
    .filter((line) => line !== '')
    .map((line, n) => {
      const record = parse(line);
      if (Number.isSafeInteger(record?.iteration) && Number.isFinite(record?.nearRtLoops))
        return record as CurveRecord;
      throw invalid(`line ${n + 1} is no record with iteration and nearRtLoops`);
    });
}

export function writeCurve(path: string, records: readonly CurveRecord[]): void {
  writeFileSync(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
}

function parse(line: string): Partial<CurveRecord> | null {
  try {
    return JSON.parse(line) as Partial<CurveRecord> | null;
  } catch {
    return null;
  }
}
