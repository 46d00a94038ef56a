import type { NamedScheme } from '../../schemes/scheme.ts';
import { COMPLEXITIES, type Complexity } from './complexity.ts';

/** A row of Table I. */
export interface Row extends NamedScheme {
  readonly complexity: Complexity | null;
  /** Milliseconds of a near-RT loop in the paper's Table I; null for what the paper has not. */
  readonly paperMs: number | null;
}

const covariance = ['network.observe=covariance', 'xapp.loading_db=null'];

/** The first is what the ratios are to. */
export const ROWS: readonly Row[] = [
  {
    name: 'closed-form-i6',
    label: 'proposed',
    set: ['scheme.name=proposed'],
    complexity: COMPLEXITIES.proposed,
    paperMs: 6.38,
  },
  {
    name: 'actor-i6',
    label: 'proposed, actor',
    set: ['scheme.name=proposed', 'xapp.name=actor', 'xapp.model=actor-i6'],
    complexity: COMPLEXITIES.proposed,
    paperMs: null,
  },
  {
    name: 'closed-form-covariance',
    label: 'proposed, covariance',
    set: ['scheme.name=proposed', ...covariance],
    complexity: COMPLEXITIES.proposed,
    paperMs: null,
  },
  {
    name: 'closed-form-i6-wide',
    label: 'proposed, wide',
    set: ['scheme.name=proposed', 'odu.precoder=wide'],
    complexity: COMPLEXITIES.wide,
    paperMs: null,
  },
  {
    name: 'c-rzf',
    label: 'C-RZF',
    set: ['scheme.name=c-rzf'],
    complexity: COMPLEXITIES['c-rzf'],
    paperMs: 27.82,
  },
  {
    name: 'd-rzf',
    label: 'D-RZF',
    set: ['scheme.name=d-rzf'],
    complexity: COMPLEXITIES['d-rzf'],
    paperMs: 4.52,
  },
  {
    name: 'drl-wmmse',
    label: 'DRL-WMMSE',
    set: ['scheme.name=drl-wmmse'],
    complexity: COMPLEXITIES['drl-wmmse'],
    paperMs: 2.49,
  },
  {
    name: 'p-rzf',
    label: 'P-RZF',
    set: ['scheme.name=p-rzf'],
    complexity: COMPLEXITIES['p-rzf'],
    paperMs: null,
  },
];
