import { BYTES_PER_COMPLEX } from './e2-payload.ts';
import type { E2Direction, E2Sample } from './e2-counters.ts';

/** Totals of a set of PDUs. */
export interface E2Totals {
  messages: number;
  /** First copies only: the paper's figure. */
  complexNumbers: number;
  /** With the repeats: what crossed E2. */
  deliveredComplexNumbers: number;
  payloadBytes: number;
  rewardBytes: number;
  protobufBytes: number;
}
export type E2Breakdown = Record<string, Partial<Record<E2Direction, E2Totals>>>;

export function noTotals(): E2Totals {
  return {
    messages: 0,
    complexNumbers: 0,
    deliveredComplexNumbers: 0,
    payloadBytes: 0,
    rewardBytes: 0,
    protobufBytes: 0,
  };
}

export function addSample(totals: E2Totals, sample: E2Sample): void {
  const payload = sample.firstBytes + sample.repeatBytes;
  totals.messages += 1;
  totals.complexNumbers += sample.firstBytes / BYTES_PER_COMPLEX;
  totals.deliveredComplexNumbers += payload / BYTES_PER_COMPLEX;
  totals.payloadBytes += payload;
  totals.rewardBytes += sample.rewardBytes;
  totals.protobufBytes += sample.protobufBytes;
}

/** Adds a sample to its cell of a breakdown, which is made when it is first needed. */
export function addTo(breakdown: E2Breakdown, key: string, sample: E2Sample): void {
  const row = (breakdown[key] ??= {});
  addSample((row[sample.direction] ??= noTotals()), sample);
}
