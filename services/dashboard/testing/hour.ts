import type { Kpi } from '../records/types.ts';
import { oduRecord, ricRecord, ruSimRecord, xappRecord } from './canned.ts';

/** What the processes of a testbed tell of a near-RT loop, in some order. */
export function recordsOfLoop(nearRtLoop: number, rMin: readonly number[] = [4, 4]): Kpi[] {
  return [
    ...[0, 1, 2, 3].map((u) => ({ of: 'o-du', record: oduRecord(u, nearRtLoop) }) as const),
    { of: 'xapp', record: xappRecord(nearRtLoop) },
    { of: 'near-rt-ric', record: ricRecord(nearRtLoop) },
    { of: 'ru-sim', record: ruSimRecord(nearRtLoop, { rMin }) },
  ];
}
