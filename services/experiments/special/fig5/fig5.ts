import { ChorusError } from '@chorus/platform/errors.ts';
import { outcomesIn } from '../../jobs/results-file.ts';
import type { RunExperiment, RunInit } from '../../run-init.ts';
import { claimsOf } from './claims.ts';
import { sharedEvaluations } from './curve-file.ts';
import { panelsOf, type Curves } from './panels.ts';
import { referencesOf } from './references.ts';
import { trainingFacts, type TrainingFacts } from './training-facts.ts';
import { TRAININGS, type ShownTraining } from './trainings.ts';
import { trainSeeds } from './train-seeds.ts';

/**
 * Fig. 5: held-out sum rate over training, mean over seeds, beside what the baselines have on the same networks. Training is
 * that of `chorus train`, and goes on from its checkpoints.
 *
 * @param trainings by default those of {@link TRAININGS}
 */
export function fig5With(trainings: readonly ShownTraining[] = TRAININGS): RunExperiment {
  return async (init) => {
    refuse(init);
    const seeds = init.seeds ?? [1, 2, 3];
    const all = await Promise.all(
      trainings.map(async (shown) => {
        const set = [...shown.set, ...init.set];
        return { shown, set, facts: await trainingFacts(shown.training, set, init.signal) };
      }),
    );
    const results = outcomesIn(init);
    const curves: Curves[] = [];
    for (const one of all) {
      const trained = await train(one, seeds, init);
      const references = await referencesOf(one.facts, { ...init, results });
      curves.push({ shown: one.shown, ...trained, references });
    }
    const { nearRtLoops, skip } = all[0].facts.heldOut;
    return {
      name: 'fig5',
      title: 'Aggregate throughput during training',
      command: init.command,
      version: init.version,
      seeds,
      nearRtLoops,
      warmUpLoops: skip,
      live: false,
      panels: panelsOf(curves),
      claims: claimsOf(
        curves.map(({ shown, sumRates, references }) => ({
          id: shown.id,
          title: shown.title,
          last: sumRates.map((rates) => rates.at(-1) as number),
          references,
        })),
      ),
      notes: [
        'Seeds are those of weights, episodes and noise of a training; the networks that judge it, and the baselines on them, are the same for all.',
        'The paper shades the standard deviation over ten seeds; the bands here are 95 % intervals of the mean, the standard deviation stands in the table. A non-RT loop has 100 near-RT loops.',
        ...all.map(({ shown }) => shown.differs),
      ],
    };
  };
}

export const fig5: RunExperiment = fig5With();

/** @throws ChorusError CHORUS_USAGE for what a training cannot heed */
function refuse({ live, nearRtLoops, warmUpLoops, schemes, ownSchemes }: RunInit): void {
  const given = [
    live && '--live',
    nearRtLoops !== null && '--near-rt-loops',
    warmUpLoops !== null && '--warm-up',
    schemes !== null && '--schemes',
    ownSchemes.length > 0 && '--scheme',
  ].find((option) => option !== false);
  if (given === undefined) return;
  throw new ChorusError('CHORUS_USAGE', {
    reason: `${given} does not go with fig5, whose trainings run on the twin; allowed: --seeds, and --set with a field of a training or of its scenario, such as iterations=40`,
  });
}

async function train(
  { shown, set, facts }: { shown: ShownTraining; set: readonly string[]; facts: TrainingFacts },
  seeds: readonly number[],
  { folder, fresh, signal, onProgress }: RunInit,
) {
  const { iterations } = facts.config;
  const total = iterations * seeds.length;
  const curves = await trainSeeds({
    training: shown.training,
    set,
    seeds,
    iterations,
    folder,
    fresh,
    signal,
    onProgress: (done) => onProgress(done, total, `iterations of ${shown.training}`),
  });
  return sharedEvaluations(curves);
}
