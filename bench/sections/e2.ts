import { number } from '@chorus/cli/summary/table.ts';
import { benchE2RoundTrip } from '../e2-round-trip.ts';
import type { Section } from './section.ts';

export const e2: Section = {
  name: 'e2',
  about: 'report to control through RIC, SDL and xApp in a testbed in real time',
  run: async ({ share }) => {
    const rows = benchE2RoundTrip(Math.ceil(3000 * share));
    return [
      {
        id: 'e2',
        title: 'E2 in a testbed in real time: from a report to the control made of it, at the O-DUs [ms]',
        columns: ['near-RT loops/s', 'real-time factor', 'late', 'p50', 'p99'],
        compared: 'p50',
        better: 'lower',
        rows: rows.map(({ name, nearRtLoopsPerSecond, realTimeFactor, lateShare, roundTripMs }) => ({
          name,
          cells: [
            number(nearRtLoopsPerSecond, 1),
            number(realTimeFactor, 3),
            `${number(100 * lateShare, 2)} %`,
            number(roundTripMs.p50, 2),
            number(roundTripMs.p99, 2),
          ],
          value: roundTripMs.p50,
        })),
        data: rows,
      },
    ];
  },
};
