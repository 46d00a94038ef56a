import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { allExperiments } from '../experiments.ts';
import type { ExperimentResult } from '../result.ts';
import { readResult } from '../store.ts';
import { pictureName, pictureOf } from './picture.ts';
import { reportPage, type ReportEntry } from './report-page.ts';

/**
 * Everything that was run: what comes with Chorus in its order, and others by name.
 *
 * @param folder with a folder for each experiment
 * @throws ChorusError CHORUS_EXPERIMENT_ABSENT where a result is there and cannot be read
 */
export function collect(folder: string): ReportEntry[] {
  const known = allExperiments().map(({ name, title }) => ({ name, title, result: resultOf(folder, name) }));
  const names = new Set(known.map(({ name }) => name));
  const others = existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => !names.has(name))
        .sort()
    : [];
  return [
    ...known,
    ...others.flatMap((name) => {
      const result = resultOf(folder, name);
      return result === null ? [] : [{ name, title: result.title, result }];
    }),
  ];
}

/** Writes the page and its pictures. @returns the page's path */
export function writeReport(out: string, entries: readonly ReportEntry[]): string {
  mkdirSync(out, { recursive: true });
  for (const { result } of entries)
    for (const panel of result?.panels ?? [])
      if (result !== null && panel.kind !== 'table')
        writeFileSync(join(out, pictureName(result, panel)), pictureOf(result, panel));
  const page = join(out, 'README.md');
  writeFileSync(page, reportPage(entries));
  return page;
}

/** Null for an experiment that has not been run to its end. */
function resultOf(folder: string, name: string): ExperimentResult | null {
  const own = join(folder, name);
  return existsSync(join(own, 'result.json')) ? readResult(own, name) : null;
}
