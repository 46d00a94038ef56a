import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ChorusError, hasCode } from '@chorus/platform/errors.ts';
import { writeCheckpoint, type Best, type Checkpoint } from './checkpoint.ts';
import { writeCurve, type CurveRecord } from './curve.ts';
import { heldOutSumRate } from './evaluation.ts';
import type { IterationReport, Learner } from './learner.ts';
import { plotCurves } from './plot/curves.ts';
import type { Pool } from './pool.ts';
import type { Training } from './training.ts';

export interface TrainingLoopInit {
  training: Training;
  folder: string;
  learner: Learner;
  pool: Pool;
  /** What to go on from; null starts. */
  checkpoint: Checkpoint | null;
  backend: string | null;
  signal?: AbortSignal;
  onRecord?: (record: CurveRecord, best: Best) => void;
}

const nothing: IterationReport = {
  reward: null,
  criticLoss: null,
  actorLoss: null,
  entropy: null,
  temperature: null,
};

/**
 * Iterations of a learner, with evaluations, checkpoints and the curve between them.
 *
 * @throws ChorusError CHORUS_INTERRUPTED after a checkpoint, where the signal asks for it
 */
export async function trainingLoop(
  init: TrainingLoopInit,
): Promise<{ best: Best; closedForm: number; last: CurveRecord }> {
  const { training, folder, learner, pool, checkpoint, backend, signal } = init;
  const { config } = training;
  const started = performance.now() - 1000 * (checkpoint?.wallSeconds ?? 0);
  const wallSeconds = () => Math.round(performance.now() - started) / 1000;
  const closedForm = checkpoint?.closedForm ?? (await heldOutSumRate(pool, config, null));
  const curve: CurveRecord[] = [...(checkpoint?.curve ?? [])];
  let best: Best | null = checkpoint?.best ?? null;
  let iteration = checkpoint?.iteration ?? 0;
  const curveFile = join(folder, 'curve.jsonl');
  // Without what an earlier run wrote after its last checkpoint.
  writeCurve(curveFile, curve);

  const finish = async (report: IterationReport, judge: boolean): Promise<void> => {
    const actors = judge ? await learner.actors() : null;
    const sumRate = actors === null ? null : await heldOutSumRate(pool, config, actors);
    if (actors !== null && sumRate !== null && (best === null || sumRate > best.sumRate))
      best = { iteration, sumRate, ratio: sumRate / closedForm, actors };
    const ratio = sumRate === null ? null : sumRate / closedForm;
    const record = { iteration, wallSeconds: wallSeconds(), ...learner.progress, ...report, sumRate, ratio };
    curve.push(record);
    appendFileSync(curveFile, `${JSON.stringify(record)}\n`);
    init.onRecord?.(record, best as Best);
  };
  const save = async (): Promise<void> => {
    const state = { training, backend, iteration, wallSeconds: wallSeconds(), closedForm, curve };
    writeCheckpoint(folder, { ...state, best: best as Best, learner: await learner.save() });
    const lines = [{ label: 'closed form', value: closedForm }];
    writeFileSync(join(folder, 'curve.svg'), plotCurves([curve], { title: config.name, lines }));
  };

  if (checkpoint === null) {
    await learner.start();
    await finish(nothing, true);
  } else await learner.restore(checkpoint.learner.meta, checkpoint.learner.arrays);
  while (iteration < config.iterations) {
    const report = await learner.iterate(iteration + 1).catch(async (error: unknown) => {
      // Cut before its first update: the iteration is as if it had not begun.
      if (hasCode(error, 'CHORUS_INTERRUPTED')) await save();
      throw error;
    });
    iteration++;
    const over = iteration === config.iterations;
    await finish(report, over || iteration % config.evaluate.every === 0);
    if (over || signal?.aborted === true || iteration % config.checkpoint_every === 0) await save();
    if (signal?.aborted === true && !over)
      throw new ChorusError('CHORUS_INTERRUPTED', { signal: String(signal.reason) });
  }
  return { best: best as unknown as Best, closedForm, last: curve.at(-1) as CurveRecord };
}
