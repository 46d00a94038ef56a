import { benchMultipliers } from '../multipliers.ts';
import type { Section } from './section.ts';

export const multipliers: Section = {
  name: 'multipliers',
  about: 'solvers of (28)',
  run: async ({ share }) => {
    const rows = benchMultipliers(Math.ceil(100 * share));
    return [
      {
        id: 'multipliers',
        title: 'The multiplier xi (28), a thousand O-RUs [ms of processor time], and its ratio to Newton',
        columns: ['ms', 'ratio'],
        compared: 'ms',
        better: 'lower',
        rows: rows.map(({ name, us, ratio }) => ({
          name,
          cells: [us.toFixed(3), ratio.toFixed(2)],
          value: us,
        })),
        data: rows,
      },
    ];
  },
};
