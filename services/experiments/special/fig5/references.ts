import { loadScenario } from '@chorus/platform/scenario.ts';
import { mean } from '@chorus/platform/statistics.ts';
import { measure, type ComputeInit } from '../../jobs/measure.ts';
import { loadings, weights } from '../../schemes/constants.ts';
import type { NamedScheme } from '../../schemes/scheme.ts';
import { builtIn } from '../../sweep/sweep.ts';
import type { TrainingFacts } from './training-facts.ts';

/** Networks that constants are chosen on. */
const TUNING_SEEDS = [6001, 6002, 6003];

/** A horizontal line of Fig. 5. */
export interface Reference {
  readonly name: string;
  readonly label: string;
  /** Mean over the held-out networks [bit/s/Hz]. */
  readonly sumRate: number;
}

/** What the paper's baselines, P-RZF and the closed form with its best constant have on the networks that judge a training. */
export async function referencesOf(
  { config, heldOut }: TrainingFacts,
  init: ComputeInit,
): Promise<Reference[]> {
  const { observe } = loadScenario(config.scenario, config.set).network;
  const constants = observe === 'neighbours' ? loadings : [...loadings, ...weights];
  const schemes: NamedScheme[] = [
    ...['c-rzf', 'd-rzf', 'p-rzf'].map((name) => builtIn(name, 'fig5')),
    {
      name: 'drl-wmmse',
      label: 'DRL-WMMSE, closed form',
      set: ['scheme.name=drl-wmmse'],
      constants: loadings,
    },
    { name: 'closed-form', label: 'closed form, best constant', set: ['scheme.name=proposed'], constants },
  ];
  const measured = await measure(
    schemes.map((scheme) => ({ scheme, set: config.set })),
    {
      ...init,
      scenario: config.scenario,
      seeds: heldOut.seeds,
      tuningSeeds: TUNING_SEEDS,
      nearRtLoops: heldOut.nearRtLoops,
      warmUpLoops: heldOut.skip,
      ...(heldOut.topologySeed !== null && { topologySeed: heldOut.topologySeed }),
    },
  );
  return measured.map(({ constant, rates }, n) => ({
    name: schemes[n].name,
    label: constant === null ? schemes[n].label : `${schemes[n].label}: ${constant.name}`,
    sumRate: mean(rates.map(({ sumRate }) => sumRate)),
  }));
}
