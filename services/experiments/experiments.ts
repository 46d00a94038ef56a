import { specialExperiments } from './special/index.ts';
import { loadSweep, sweepNames, type Sweep } from './sweep/sweep.ts';
import { runSweep } from './sweep/run-sweep.ts';
import type { RunExperiment } from './run-init.ts';

/** What can be run, and where its results belong. */
export interface Experiment {
  readonly name: string;
  readonly title: string;
  readonly run: RunExperiment;
}

/**
 * The experiment of this name, or in this file.
 *
 * @throws ChorusError CHORUS_EXPERIMENT_NOT_FOUND, _INVALID, CHORUS_SCENARIO_SYNTAX
 */
export function findExperiment(nameOrPath: string): Experiment {
  return specialExperiments.find(({ name }) => name === nameOrPath) ?? ofSweep(loadSweep(nameOrPath));
}

/** All that come with Chorus, by name: fig5 before fig10. */
export function allExperiments(): Experiment[] {
  return [...specialExperiments, ...sweepNames().map((name) => ofSweep(loadSweep(name)))].sort((a, b) =>
    a.name.localeCompare(b.name, 'en', { numeric: true }),
  );
}

function ofSweep(sweep: Sweep): Experiment {
  return { name: sweep.name, title: sweep.title, run: (init) => runSweep(sweep, init) };
}
