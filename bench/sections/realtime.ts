import { number } from '@chorus/cli/summary/table.ts';
import { isFifoAllowed } from '@chorus/platform/scheduling.ts';
import { runInRealTime } from '../realtime/runs.ts';
import { disturbedShare, watchCores } from '../realtime/stalls.ts';
import type { Section } from './section.ts';

const SLOTS_MS = [1, 2, 3, 5];
const SECONDS = 30;
const percent = (share: number) => `${number(100 * share, 2)} %`;

export const realtime: Section = {
  name: 'realtime',
  about: 'the whole testbed in realtime, and what the machine takes from one that does nothing',
  run: async ({ share, progress }) => {
    progress('reading the clock on every core');
    const ms = 10_000 * share;
    const schedulings = isFifoAllowed() ? (['normal', 'fifo'] as const) : (['normal'] as const);
    const stalls = await watchCores(ms);
    const rows = SLOTS_MS.flatMap((slotMs) =>
      schedulings.map((scheduling) => {
        progress(`T = ${slotMs} ms, ${scheduling}`);
        const row = runInRealTime(slotMs, scheduling, SECONDS * share);
        return { ...row, disturbedShare: disturbedShare(stalls, slotMs, ms) };
      }),
    );
    return [
      {
        id: 'realtime',
        title: 'The whole testbed in realtime, after a warm-up',
        columns: ['real-time factor', 'late slots', 'disturbed', 'E2 p50 [ms]', 'p99'],
        compared: 'real-time factor',
        better: 'higher',
        rows: rows.map(({ name, realTimeFactor, lateShare, disturbedShare, roundTripMs }) => ({
          name,
          cells: [
            number(realTimeFactor, 3),
            percent(lateShare),
            percent(disturbedShare),
            number(roundTripMs.p50, 1),
            number(roundTripMs.p99, 1),
          ],
          value: realTimeFactor,
        })),
        notes: [
          'disturbed: slots for half of which or more a core is taken from threads that only read the clock, at normal priority, ahead of the runs',
        ],
        data: rows,
      },
    ];
  },
};
