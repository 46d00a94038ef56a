import { benchPrecoding } from '../precoding.ts';
import type { Section } from './section.ts';

export const precoding: Section = {
  name: 'precoding',
  about: "each dApp, xApp and ru-sim's kernels in one process",
  run: async ({ share }) => {
    const rows = await benchPrecoding(Math.ceil(200 * share));
    return [
      {
        id: 'precoding',
        title: 'One RT loop on one core, all O-DUs [ms of processor time], and its ratio to D-RZF',
        columns: ['ms', 'ratio'],
        compared: 'ms',
        better: 'lower',
        rows: rows.map(({ name, ms, ratio }) => ({
          name,
          cells: [ms.toFixed(3), ratio.toFixed(2)],
          value: ms,
        })),
        data: rows,
      },
    ];
  },
};
