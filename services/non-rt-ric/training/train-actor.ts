import { existsSync, mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { startBackend, type BackendName } from '@chorus/learning/nn/backend.ts';
import { ChorusError } from '@chorus/platform/errors.ts';
import { checkpointPath, readCheckpoint, type Best } from './checkpoint.ts';
import { CoordinateLearner } from './coordinate-training.ts';
import type { CurveRecord } from './curve.ts';
import { EvolutionLearner } from './evolution-training.ts';
import { ExperienceFile } from './experience-file.ts';
import { exportModels } from './export-model.ts';
import { Pool } from './pool.ts';
import { SacLearner, type EpisodeSource } from './sac-training.ts';
import { rolloutSetup, type RolloutSetup } from './setup.ts';
import type { Training } from './training.ts';
import { trainingLoop } from './training-loop.ts';

export interface TrainActorInit {
  training: Training;
  /** Checkpoint, curve and plot; made if need be. */
  folder: string;
  /** The model file to write. */
  model: string;
  /** The command line, for the model's record. */
  command: string;
  /** Goes on from the folder's checkpoint. */
  resume?: boolean;
  /** Threads for episodes, as many as cores by default; 0 for none but this one. */
  workers?: number;
  /** Where to export the experience of SAC; see {@link ExperienceFile}. */
  trajectories?: string;
  /** Where SAC's experience comes from; the twin by default. */
  source?: EpisodeSource;
  /** Of SAC; the fastest there is by default. */
  backend?: BackendName;
  /** Stops after the iteration under way, with a checkpoint. */
  signal?: AbortSignal;
  onBackend?: (backend: BackendName | null) => void;
  onRecord?: (record: CurveRecord, best: Best) => void;
}

export interface TrainActorResult {
  /** null where the algorithm needs none. */
  backend: BackendName | null;
  models: string[];
  closedForm: number;
  best: Best;
  last: CurveRecord;
}

/**
 * Trains an actor on the twin, as its training says, and writes the one that did best on held-out networks.
 *
 * The same training on the same backend gives the same weights, whatever the number of workers, and whether or
 * not it was cut and resumed.
 *
 * @throws ChorusError CHORUS_TRAINING_EXISTS, CHORUS_CHECKPOINT_NOT_FOUND, CHORUS_CHECKPOINT_INVALID,
 *   CHORUS_INTERRUPTED
 */
export async function trainActor(init: TrainActorInit): Promise<TrainActorResult> {
  const { training, folder, resume = false } = init;
  const { config } = training;
  if (!resume && existsSync(checkpointPath(folder)))
    throw new ChorusError('CHORUS_TRAINING_EXISTS', { folder });
  const backend = config.algorithm === 'sac' ? await startBackend(init.backend) : null;
  init.onBackend?.(backend);
  const checkpoint = resume ? readCheckpoint(folder, training, backend) : null;
  mkdirSync(folder, { recursive: true });
  const setup = rolloutSetup(training);
  const loopsBefore = checkpoint?.curve.at(-1)?.nearRtLoops ?? 0;
  const experience = experienceFile(init, setup, loopsBefore);
  // Last of what can fail: threads keep a process alive until they are closed.
  const pool = new Pool(setup, init.workers ?? availableParallelism());
  try {
    const learner =
      config.algorithm === 'sac'
        ? new SacLearner(
            config,
            setup,
            pool,
            (episodes) => {
              if (experience !== null)
                for (const { steps } of episodes) for (const step of steps) experience.add(step);
            },
            init.source,
          )
        : config.algorithm === 'evolution'
          ? new EvolutionLearner(config, setup, pool)
          : new CoordinateLearner(config, setup, pool);
    const outcome = await trainingLoop({ ...init, learner, pool, checkpoint, backend });
    const { best, closedForm, last } = outcome;
    const models = exportModels(init.model, {
      training,
      setup,
      best,
      command: init.command,
      backend,
      metrics: { closedFormSumRate: closedForm, iterations: last.iteration, nearRtLoops: last.nearRtLoops },
    });
    return { backend, models, ...outcome };
  } finally {
    experience?.close();
    await pool.close();
  }
}

function experienceFile(
  { trajectories, training }: TrainActorInit,
  { network, shape, agents }: RolloutSetup,
  steps: number,
): ExperienceFile | null {
  if (trajectories === undefined) return null;
  const { algorithm, episode } = training.config;
  if (algorithm !== 'sac')
    throw new ChorusError('CHORUS_USAGE', {
      reason: `--trajectories: algorithm ${algorithm} keeps no experience; allowed: sac`,
    });
  const [observation, action] = [shape.sizes[0], (shape.sizes.at(-1) as number) / 2];
  const init = { users: network.users, observation, action, agents, loops: episode.near_rt_loops };
  return new ExperienceFile(trajectories, init, steps);
}
