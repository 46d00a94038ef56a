import type { RunExperiment } from '../run-init.ts';
import { fig5 } from './fig5/fig5.ts';
import { fig10 } from './fig10/fig10.ts';
import { fig11 } from './fig11/fig11.ts';
import { table1 } from './table1/table1.ts';

/** An experiment that no YAML file can describe. */
export interface SpecialExperiment {
  readonly name: string;
  readonly title: string;
  readonly run: RunExperiment;
}

/** By the order of the paper. */
export const specialExperiments: readonly SpecialExperiment[] = [
  { name: 'fig5', title: 'Aggregate throughput during training', run: fig5 },
  { name: 'fig10', title: 'E2 load against K, L^UE and N_t', run: fig10 },
  { name: 'fig11', title: 'R_k^min of one user changes: its rate and its multiplier', run: fig11 },
  { name: 'table1', title: 'Complexity and time of a near-RT loop', run: table1 },
];
