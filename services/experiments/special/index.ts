import type { RunExperiment } from '../run-init.ts';

/** An experiment that no YAML file can describe. */
export interface SpecialExperiment {
  readonly name: string;
  readonly title: string;
  readonly run: RunExperiment;
}

/** By the order of the paper. */
export const specialExperiments: readonly SpecialExperiment[] = [];
