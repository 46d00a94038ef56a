import { createHash } from 'node:crypto';
import type { KpiRecord } from '../testbed/kpi.ts';

/**
 * One hash over what a run must repeat: ru-sim's records by near-RT loop, as canonical JSON (keys in
 * order, no spaces) without `wall`, one a line.
 */
export function kpiHash(ruSimRecords: readonly KpiRecord[]): string {
  const hash = createHash('sha256');
  for (const record of [...ruSimRecords].sort((a, b) => a.nearRtLoop - b.nearRtLoop))
    hash.update(`${canonical({ ...record, wall: undefined })}\n`);
  return hash.digest('hex');
}

/** JSON with the keys of every object in order. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
