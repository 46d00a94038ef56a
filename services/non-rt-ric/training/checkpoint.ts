import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { ChorusError } from '@chorus/platform/errors.ts';
import { readArrays, writeArrays, type Arrays } from './arrays-file.ts';
import type { CurveRecord } from './curve.ts';
import type { HeldOut } from './evaluation.ts';
import type { Training } from './training.ts';

/** The best actors so far, by the held-out networks. */
export interface Best extends HeldOut {
  readonly iteration: number;
  readonly actors: readonly Float32Array[];
}

/** All that a training goes on from. */
export interface Checkpoint {
  readonly training: Training;
  readonly backend: string | null;
  readonly iteration: number;
  readonly wallSeconds: number;
  /** The closed form's mean sum rate over the held-out networks. */
  readonly closedForm: number;
  readonly curve: readonly CurveRecord[];
  readonly best: Best;
  readonly learner: { meta: unknown; arrays: Arrays };
}

type Meta = Omit<Checkpoint, 'best' | 'learner'> & {
  best: Omit<Best, 'actors'> & { actors: number };
  learner: unknown;
};

export function checkpointPath(folder: string): string {
  return join(folder, 'checkpoint.bin');
}

export function writeCheckpoint(folder: string, { best, learner, ...rest }: Checkpoint): void {
  const meta: Meta = { ...rest, best: { ...best, actors: best.actors.length }, learner: learner.meta };
  const actors = Object.fromEntries(best.actors.map((weights, n) => [`best ${n}`, weights]));
  writeArrays(checkpointPath(folder), meta, { ...actors, ...learner.arrays });
}

/**
 * Reads the checkpoint of a training.
 *
 * @param training what is to go on; only its number of iterations may differ
 * @throws ChorusError CHORUS_CHECKPOINT_NOT_FOUND, CHORUS_CHECKPOINT_INVALID
 */
export function readCheckpoint(folder: string, training: Training, backend: string | null): Checkpoint {
  const path = checkpointPath(folder);
  if (!existsSync(path)) throw new ChorusError('CHORUS_CHECKPOINT_NOT_FOUND', { folder });
  const { meta, arrays } = read(path);
  const { best, learner, ...rest } = meta as Meta;
  const refuse = (reason: string) => new ChorusError('CHORUS_CHECKPOINT_INVALID', { path, reason });
  const field = firstDifference(withoutLength(rest.training), withoutLength(training));
  if (field !== null) throw refuse(`it is of a training with another ${field}`);
  if (rest.backend !== backend)
    throw refuse(`it was made on backend ${rest.backend}; here it is ${backend}, whose rounding differs`);
  const actors = Array.from({ length: best.actors }, (_, n) => arrays[`best ${n}`] as Float32Array);
  return { ...rest, best: { ...best, actors }, learner: { meta: learner, arrays } };
}

function read(path: string) {
  try {
    return readArrays(path);
  } catch (error) {
    const reason = (error as Error).message;
    throw new ChorusError('CHORUS_CHECKPOINT_INVALID', { path, reason }, { cause: error });
  }
}

function withoutLength({ config, scenario }: Training) {
  return { ...config, iterations: 0, scenario };
}

function firstDifference(a: object, b: object): string | null {
  const other = b as Record<string, unknown>;
  const found = Object.entries(a).find(([name, value]) => !isDeepStrictEqual(value, other[name]));
  return found?.[0] ?? null;
}
