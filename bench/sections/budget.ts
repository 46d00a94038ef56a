import { loadScenario } from '@chorus/platform/scenario.ts';
import { ledger, totalOf, type Entry } from '../budget/ledger.ts';
import { liveCost, type LiveCost } from '../budget/live-run.ts';
import { timeParts } from '../budget/parts.ts';
import { slotParts, withoutMultiplier } from '../budget/slot.ts';
import type { Section } from './section.ts';

/** Slots of the live run, and of the computations in one process. */
const LIVE_SLOTS = 3000;
const SLOTS = 600;

export const budget: Section = {
  name: 'budget',
  about: "where a slot's millisecond goes, process by process",
  run: async ({ share, progress }) => {
    const scenario = loadScenario('paper');
    const slots = Math.ceil(SLOTS * share);
    const parts = withoutMultiplier(timeParts(await slotParts(scenario), slots, scenario.clock.rt_loops));
    // Only /proc says what a process has used that is not ours.
    const live = process.platform === 'linux' ? await liveCost(LIVE_SLOTS * share, progress) : null;
    const entries = ledger(parts, live);
    const total = totalOf(entries);
    return [
      {
        id: 'budget',
        title:
          "A slot's millisecond: the proposed scheme, all processes on, lockstep [ms of processor time per slot]",
        columns: ['ms', 'of all', 'system'],
        compared: 'ms',
        better: 'lower',
        rows: [
          ...entries.map((entry) => rowOf(entry, total)),
          { name: 'all processes', cells: [total.toFixed(3), '100 %', ''], value: total },
        ],
        notes: notes(live),
        data: { parts, live },
      },
    ];
  },
};

function rowOf({ process, part, ms, systemMs }: Entry, total: number) {
  return {
    name: part === null ? process : `  ${process}: ${part}`,
    cells: [ms.toFixed(3), `${((100 * ms) / total).toFixed(0)} %`, systemMs?.toFixed(3) ?? ''],
    // A rest is a difference, which may be below nothing.
    value: ms > 0 ? ms : null,
  };
}

function notes(live: LiveCost | null): string[] {
  const computed =
    "computations: medians of each by itself, one process; at a near-RT loop's end a tenth of it";
  if (live === null) return [`${computed}; processes can be measured on Linux only`];
  const { slots, slotsPerSecond } = live;
  return [
    `${computed}. Processes: user and system time over ${slots} slots of a run at ${slotsPerSecond.toFixed(0)} slots/s;`,
    'the last line of each is what it took beside its computations, caches that others have emptied included',
  ];
}
