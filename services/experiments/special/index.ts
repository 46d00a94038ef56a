import type { RunExperiment } from '../run-init.ts';
import { fig10 } from './fig10/fig10.ts';

/** An experiment that no YAML file can describe. */
export interface SpecialExperiment {
  readonly name: string;
  readonly title: string;
  readonly run: RunExperiment;
}

/** By the order of the paper. */
export const specialExperiments: readonly SpecialExperiment[] = [
  { name: 'fig10', title: 'E2 load against K, L^UE and N_t', run: fig10 },
];
