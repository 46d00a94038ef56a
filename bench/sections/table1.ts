import { findNumpy, INSTALL_NUMPY } from '../numpy/numpy-process.ts';
import { benchTable1, type Table1, type Table1Row } from '../table1/table1.ts';
import type { Section } from './section.ts';

export const table1: Section = {
  name: 'table1',
  about: 'a near-RT loop of each scheme, beside the paper and NumPy',
  run: async ({ share }) => {
    const result = await benchTable1('paper', Math.ceil(30 * share), findNumpy());
    const { rows, numpy } = result;
    const proposed = rows[0];
    return [
      {
        id: 'table1',
        title:
          'Table I: a near-RT loop, xApp and 10 RT loops of both dApps of all O-DUs, one core [ms of processor time]',
        columns: [
          'ms',
          'to proposed',
          'paper [ms]',
          'to proposed',
          ...(numpy ? ['NumPy [ms]', 'to ours'] : []),
        ],
        compared: 'ms',
        better: 'lower',
        rows: rows.map((row) => ({
          name: row.label,
          cells: [...cells(row, proposed), ...(numpy ? [figure(row.numpyMs), figure(row.numpyRatio)] : [])],
          value: row.ms,
        })),
        notes: notes(result),
        data: result,
      },
    ];
  },
};

function cells({ ms, ratio, paperMs }: Table1Row, proposed: Table1Row): string[] {
  const paperRatio = paperMs === null || proposed.paperMs === null ? null : paperMs / proposed.paperMs;
  return [figure(ms), figure(ratio), figure(paperMs), figure(paperRatio)];
}

function notes({ numpy }: Table1): string[] {
  if (numpy === null) return [`No Python here has NumPy, so its columns are left out: ${INSTALL_NUMPY}`];
  return [
    `${numpy.version}, one thread, in turn with ours; results equal to 1e-9. With the O-DUs side by side, each of them O-RU after O-RU, NumPy`,
    `takes ${figure(numpy.inTurnMs)} ms for the proposed scheme, ${figure(numpy.inTurnRatio)} times ours: see bench/numpy/README.md`,
  ];
}

const figure = (value: number | null) => (value === null ? '-' : value.toFixed(2));
