import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { chorus } from '../../chorus-process.ts';
import { readCurvePoints, type CurvePoint } from './curve-file.ts';

export interface TrainSeedsInit {
  /** A file, or the name of one in deploy/training. */
  readonly training: string;
  readonly set: readonly string[];
  readonly seeds: readonly number[];
  readonly iterations: number;
  /** Where checkpoints and curves are kept. */
  readonly folder: string;
  /** Forgets what is there. */
  readonly fresh: boolean;
  readonly signal: AbortSignal;
  /** @param iterations of all seeds together */
  readonly onProgress: (iterations: number) => void;
}

const POLL_MS = 1000;

/**
 * Trains one actor for each seed with `chorus train`, as many at a time as there are cores, each on one core. One that was cut
 * goes on from its checkpoint.
 *
 * @returns their curves up to `iterations`
 * @throws ChorusError CHORUS_INTERRUPTED, CHORUS_APP_FAILED
 */
export async function trainSeeds(init: TrainSeedsInit): Promise<CurvePoint[][]> {
  const { seeds, iterations } = init;
  const folders = seeds.map((seed) => trainingFolder(init, seed));
  const curve = (folder: string) => readCurvePoints(join(folder, 'curve.jsonl'));
  const done = (folder: string) => curve(folder).at(-1)?.iteration ?? 0;
  if (init.fresh) for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  const stop = new AbortController();
  const signal = AbortSignal.any([init.signal, stop.signal]);
  const poll = setInterval(() => init.onProgress(folders.reduce((sum, one) => sum + done(one), 0)), POLL_MS);
  const waiting = seeds.entries();
  const serve = async () => {
    for (const [n, seed] of waiting)
      if (done(folders[n]) < iterations) await trainSeed(init, seed, folders[n], signal);
  };
  const served = Array.from({ length: Math.min(availableParallelism(), seeds.length) }, serve);
  try {
    await Promise.all(served);
  } catch (error) {
    // The others leave their checkpoints before this returns.
    stop.abort('another training failed');
    await Promise.allSettled(served);
    throw error;
  } finally {
    clearInterval(poll);
  }
  // What an earlier, longer training has beyond them was not asked for.
  return folders.map((folder) => curve(folder).filter(({ iteration }) => iteration <= iterations));
}

async function trainSeed(
  { training, set }: TrainSeedsInit,
  seed: number,
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const resume = existsSync(join(folder, 'checkpoint.bin')) ? ['--resume'] : [];
  const overrides = set.flatMap((text) => ['--set', text]);
  const args = ['train', training, '--seed', String(seed), ...overrides, '--workers', '0', '--out', folder];
  await chorus([...args, ...resume, '--json'], signal);
}

/** Another one for other overrides, whose checkpoints do not fit; how long it trains is no difference. */
function trainingFolder({ training, set, folder }: TrainSeedsInit, seed: number): string {
  const deciding = set.filter((text) => !text.startsWith('iterations='));
  const digest = createHash('sha256')
    .update(JSON.stringify([training, deciding]))
    .digest('hex')
    .slice(0, 8);
  return join(folder, `training-${digest}-${seed}`);
}
