import type { E2Report } from '@chorus/platform/e2-accounting.ts';
import { alignedTable, namedValues, number } from './table.ts';

/** What crossed E2, for people. */
export function e2Table(e2: E2Report): string {
  const head = [
    ['near-RT loops', number(e2.nearRtLoops)],
    ['complex numbers per loop', number(e2.complexNumbersPerNearRtLoop, 1)],
    ['delivered, with repeats', number(e2.deliveredComplexNumbersPerNearRtLoop, 1)],
    ['of C-RZF', number(e2.complexNumbersPerNearRtLoopCRzf, 1)],
    ['saved', `${number(e2.reductionPercent, 2)} %`],
    ['bytes on the sockets', number(e2.socketBytes)],
  ] as const;
  return [
    namedValues(head),
    breakdown('procedure', e2.byProcedure),
    breakdown('E2 node', e2.byNode),
    breakdown('xApp', e2.byXapp),
  ].join('\n\n');
}

function breakdown(title: string, rows: E2Report['byProcedure']): string {
  const header = [
    title,
    'direction',
    'messages',
    'complex',
    'delivered',
    'payload B',
    'reward B',
    'protobuf B',
  ];
  const body = Object.entries(rows).flatMap(([name, directions]) =>
    Object.entries(directions).map(([direction, totals]) => [
      ...[name, direction, number(totals.messages), number(totals.complexNumbers, 1)],
      ...[number(totals.deliveredComplexNumbers, 1), number(totals.payloadBytes)],
      ...[number(totals.rewardBytes), number(totals.protobufBytes)],
    ]),
  );
  return alignedTable([header, ...body]);
}
