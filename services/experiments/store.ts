import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ChorusError } from '@chorus/platform/errors.ts';
import { judgedAgain } from './claims/index.ts';
import type { ExperimentResult } from './result.ts';
import { experimentPage } from './report/experiment-page.ts';
import { pictureName, pictureOf } from './report/picture.ts';

const RESULT = 'result.json';

/** Writes a result with its pictures and its page. @returns the files */
export function writeResult(folder: string, result: ExperimentResult): string[] {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, RESULT);
  // Who reads at the same time finds the old one or the new one.
  writeFileSync(`${path}.part`, `${JSON.stringify(result)}\n`);
  renameSync(`${path}.part`, path);
  return [path, ...writePictures(folder, result)];
}

/** Pictures and page of a result. @returns the files */
export function writePictures(folder: string, result: ExperimentResult): string[] {
  const pictures = result.panels
    .filter(({ kind }) => kind !== 'table')
    .map((panel) => {
      const path = join(folder, pictureName(result, panel));
      writeFileSync(path, pictureOf(result, panel));
      return path;
    });
  const page = join(folder, 'README.md');
  writeFileSync(page, experimentPage(result));
  return [...pictures, page];
}

/** A result with its claims judged anew. @throws ChorusError CHORUS_EXPERIMENT_ABSENT */
export function readResult(folder: string, name: string): ExperimentResult {
  const path = join(folder, RESULT);
  const absent = (reason: string, cause?: unknown) =>
    new ChorusError('CHORUS_EXPERIMENT_ABSENT', { name, path, reason }, { cause });
  let result: unknown;
  try {
    result = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw absent(
      (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'no such file' : 'it is not JSON',
      error,
    );
  }
  if (!Array.isArray((result as Partial<ExperimentResult> | null)?.panels))
    throw absent('it holds no panels');
  return judgedAgain(result as ExperimentResult);
}
