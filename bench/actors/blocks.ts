import type { Scenario } from '@chorus/platform/scenario.ts';
import { actors, bestClosedForm, closedForm, rzf, VIEWS, type Scheme } from './schemes.ts';

export const TABLES = ['main', 'observations', 'wide', 'csi', 'where'] as const;
export type Table = (typeof TABLES)[number];

/** Schemes that run under the same conditions, and are compared with each other. */
export interface Block {
  /** What differs from the scenario. */
  condition: string;
  /** Overrides that make the difference. */
  set: readonly string[];
  /** The first two are the tuned C-RZF and D-RZF, which the others are held against. */
  schemes: readonly Scheme[];
}

const { i1, i6, i8, covariance, power } = VIEWS;
const rivals = [rzf('c-rzf'), rzf('d-rzf')];
const wide = [
  ...[i6, covariance, power].map((view) => bestClosedForm(view, 'wide')),
  ...[i6, covariance].flatMap((view) => actors(view, 'wide')),
];
const csi = (errorDb: number) => [`csi.error_db=${errorDb}`];
const trainedOnNoisyCsi = actors(i6, 'served', 'actor-csi-10db');

/** The blocks of a table. */
export function blocksOf(table: Table, scenario: Scenario): Block[] {
  const plain = (schemes: Scheme[]) => [
    { condition: 'as the scenario', set: [], schemes: [...rivals, ...schemes] },
  ];
  switch (table) {
    case 'main':
      return plain([
        rzf('p-rzf'),
        closedForm(i6, 'served', 56),
        ...[i6, covariance, power].flatMap((view) => beside(view)),
        ...wide,
      ]);
    case 'observations':
      return plain([i1, i6, i8, covariance, power].flatMap((view) => beside(view)));
    case 'wide':
      return plain([closedForm(i6, 'wide', 56), ...wide]);
    case 'csi':
      return [-10, -20].map((errorDb) => ({
        condition: `CSI error ${errorDb} dB`,
        set: csi(errorDb),
        schemes: [
          ...rivals,
          rzf('c-rzf', true),
          rzf('d-rzf', true),
          closedForm(i6, 'served', 56),
          ...beside(i6),
          ...trainedOnNoisyCsi,
        ],
      }));
    case 'where':
      return conditions(scenario).map(({ condition, set }) => ({
        condition,
        set,
        schemes: [
          ...rivals,
          ...beside(i6),
          ...(condition.startsWith('CSI') ? trainedOnNoisyCsi : []),
          ...beside(covariance),
        ],
      }));
  }
}

/** Where learning may add more than on the paper's network. */
function conditions({ network }: Scenario): Pick<Block, 'condition' | 'set'>[] {
  const dense = Math.round(1.5 * network.users);
  return [
    { condition: 'as the scenario', set: [] },
    { condition: '8 m/s', set: ['mobility.speed_mps=8'] },
    { condition: 'E2 delay of 5 slots', set: ['impairments.e2_delay_slots=5'] },
    { condition: `${dense} users`, set: [`network.users=${dense}`] },
    { condition: 'CSI error -10 dB', set: csi(-10) },
  ];
}

function beside(view: (typeof VIEWS)[keyof typeof VIEWS]): Scheme[] {
  return [bestClosedForm(view, 'served'), ...actors(view, 'served')];
}
