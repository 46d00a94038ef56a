import { chorus } from '../../chorus-process.ts';

/** What `chorus train show --json` says of a training, as far as its curve must be understood. */
export interface TrainingFacts {
  readonly config: {
    readonly scenario: string;
    readonly set: readonly string[];
    readonly iterations: number;
    readonly policy: string;
    readonly sac: { readonly shape: string };
  };
  /** What its actors are judged on. */
  readonly heldOut: {
    readonly topologySeed: number | null;
    readonly seeds: readonly number[];
    readonly nearRtLoops: number;
    readonly skip: number;
  };
}

/** @throws ChorusError CHORUS_TRAINING_FAILED where there is no such training, or an override does not fit it */
export async function trainingFacts(
  name: string,
  set: readonly string[],
  signal: AbortSignal,
): Promise<TrainingFacts> {
  const args = ['train', 'show', name, ...set.flatMap((text) => ['--set', text]), '--json'];
  return JSON.parse(await chorus(args, signal)) as TrainingFacts;
}
