import { number } from '@chorus/cli/summary/table.ts';
import { topologyOf } from '@chorus/platform/scenario-twin.ts';
import { loadScenario } from '@chorus/platform/scenario.ts';
import { benchD2, benchE2, benchFronthaul } from '../interfaces.ts';
import type { Section } from './section.ts';

export const interfaces: Section = {
  name: 'interfaces',
  about: 'round trips over O-FH, E2 and D2',
  run: async ({ share }) => {
    const topology = topologyOf(loadScenario('paper'));
    const calls = Math.ceil(4000 * share);
    const rows = [
      ...(await benchFronthaul(topology, calls)),
      await benchE2(topology, calls),
      await benchD2(topology, calls),
    ];
    return [
      {
        id: 'interfaces',
        title: "Round trips with messages of the paper's sizes, one in flight [us]",
        columns: ['bytes down', 'bytes up', 'p50', 'p99'],
        compared: 'p50',
        better: 'lower',
        rows: rows.map(({ name, bytesDown, bytesUp, p50Us, p99Us }) => ({
          name,
          cells: [bytesDown, bytesUp, p50Us, p99Us].map((value) => number(value)),
          value: p50Us,
        })),
        data: rows,
      },
    ];
  },
};
