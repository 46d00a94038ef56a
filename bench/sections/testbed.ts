import { number } from '@chorus/cli/summary/table.ts';
import { benchTestbed } from '../testbed.ts';
import type { Section } from './section.ts';

export const testbed: Section = {
  name: 'testbed',
  about: 'the whole testbed in lockstep, scheme after scheme',
  run: async ({ share }) => {
    const { cores, rows } = benchTestbed(Math.ceil(100 * share));
    return [
      {
        id: 'testbed',
        title: `The whole testbed in lockstep, all processes on, ${cores} cores`,
        columns: ['slots/s', 'ratio', 'near-RT loop p50 [ms]', 'p99', 'dApp p50 [ms]', 'p99'],
        compared: 'slots/s',
        better: 'higher',
        rows: rows.map(({ name, slotsPerSecond, ratio, nearRtLoopMs, dAppMs }) => ({
          name,
          cells: [
            number(slotsPerSecond),
            ratio.toFixed(2),
            number(nearRtLoopMs.p50, 1),
            number(nearRtLoopMs.p99, 1),
            number(dAppMs.p50, 2),
            number(dAppMs.p99, 2),
          ],
          value: slotsPerSecond,
        })),
        data: rows,
      },
    ];
  },
};
