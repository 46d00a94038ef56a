import type { TrainActorResult } from '@chorus/non-rt-ric/training/train-actor.ts';
import type { TrainingConfig } from '@chorus/non-rt-ric/training/training.ts';
import { alignedTable } from '../summary/table.ts';

/** What a training ends with, as `--json` prints it. */
export function outcomeOf(
  { name, seed }: TrainingConfig,
  folder: string,
  { backend, models, closedForm, best, last }: TrainActorResult,
) {
  return {
    name,
    seed,
    backend,
    folder,
    models,
    iterations: last.iteration,
    nearRtLoops: last.nearRtLoops,
    updates: last.updates,
    wallSeconds: last.wallSeconds,
    heldOut: { closedForm, best: { iteration: best.iteration, sumRate: best.sumRate, ratio: best.ratio } },
  };
}

export function outcomeTable({ folder, models, heldOut, ...outcome }: ReturnType<typeof outcomeOf>): string {
  const { closedForm, best } = heldOut;
  return alignedTable([
    ['training', `${outcome.name}, seed ${outcome.seed}`],
    ['held-out sum rate', `${best.sumRate.toFixed(2)} bit/s/Hz, after iteration ${best.iteration}`],
    ['closed form', `${closedForm.toFixed(2)} bit/s/Hz`],
    ['ratio', best.ratio.toFixed(4)],
    [
      'trained',
      `${outcome.iterations} iterations, ${outcome.nearRtLoops} near-RT loops, ${outcome.updates} updates`,
    ],
    ['took', `${outcome.wallSeconds.toFixed(0)} s`],
    ['curve', `${folder}/curve.svg`],
    ...models.map((file) => ['model', file]),
  ]);
}
