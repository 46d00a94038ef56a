import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ChorusError } from '@chorus/platform/errors.ts';
import { compileSchema } from '@chorus/platform/json-schema.ts';
import { readYaml } from '@chorus/platform/scenario.ts';
import { builtInSchemes } from '../schemes/built-in.ts';
import { ownScheme } from '../schemes/own.ts';
import type { NamedScheme } from '../schemes/scheme.ts';
import { parseSeeds } from '../seeds.ts';
import { pointSchema, schemeSchema, sweepSchema, type Seeds, type SweepFile } from './sweep-schema.ts';

/** An experiment that measures schemes at the values of a field, ready to run. */
export interface Sweep extends Pick<
  SweepFile,
  'name' | 'title' | 'scenario' | 'set' | 'metrics' | 'near_rt_loops' | 'warm_up_loops'
> {
  /** Of the horizontal axis; null where nothing varies and there is one point. */
  readonly axis: string | null;
  readonly points: readonly { readonly x: number | string; readonly set: readonly string[] }[];
  readonly schemes: readonly NamedScheme[];
  readonly seeds: readonly number[];
  readonly tuningSeeds: readonly number[];
}

export const experimentsFolder = resolve(import.meta.dirname, '../../../deploy/experiments');
const check = compileSchema(sweepSchema, true);
const checkPoint = compileSchema(pointSchema);
const checkScheme = compileSchema(schemeSchema);

/**
 * Reads and validates an experiment.
 *
 * @param nameOrPath a YAML file, or the name of one in deploy/experiments
 * @throws ChorusError CHORUS_EXPERIMENT_NOT_FOUND, _INVALID, CHORUS_SCENARIO_SYNTAX
 */
export function loadSweep(nameOrPath: string): Sweep {
  const path = sweepPath(nameOrPath);
  return checkSweep(readYaml(readFileSync(path, 'utf8'), path) ?? {}, dirname(path));
}

/**
 * Fills in the defaults and validates.
 *
 * @param folder that ./ and ../ start from
 * @throws ChorusError CHORUS_EXPERIMENT_INVALID
 */
export function checkSweep(document: unknown, folder: string): Sweep {
  const file = structuredClone(document);
  refuse(check(file), '');
  const { vary, schemes, ...rest } = file as SweepFile;
  if (rest.warm_up_loops >= rest.near_rt_loops)
    invalid('warm_up_loops', rest.warm_up_loops, `0 to ${rest.near_rt_loops - 1}, below near_rt_loops`);
  const beside = (set: readonly string[]) => set.map((text) => besideFile(text, folder));
  const named = schemes.map((entry, n) => {
    if (typeof entry === 'string') return builtIn(entry, `schemes.${n}`);
    refuse(checkScheme(entry), `schemes.${n}`);
    return ownScheme({ ...entry, set: beside(entry.set) });
  });
  const names = named.map(({ name }) => name);
  const twice = names.find((name, n) => names.indexOf(name) !== n);
  if (twice !== undefined) invalid('schemes', twice, 'each name once');
  return {
    ...rest,
    scenario: /^\.{1,2}\//.test(rest.scenario) ? resolve(folder, rest.scenario) : rest.scenario,
    set: beside(rest.set),
    axis: vary?.label ?? null,
    points: pointsOf(vary).map(({ x, set }) => ({ x, set: beside(set) })),
    schemes: named,
    seeds: seedsOf('seeds', rest.seeds),
    tuningSeeds: seedsOf('tuning_seeds', rest.tuning_seeds),
  };
}

/** Names of the experiments that come with Chorus as files. */
export function sweepNames(): string[] {
  return readdirSync(experimentsFolder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort();
}

function pointsOf(vary: SweepFile['vary']): Sweep['points'] {
  if (vary === undefined) return [{ x: '', set: [] }];
  const { field, values } = vary;
  return values.map((value, n) => {
    const at = `vary.values.${n}`;
    if (typeof value === 'object') {
      refuse(checkPoint(value), at);
      return value;
    }
    if (field === undefined) invalid(at, value, '{x, set} where vary.field does not say what it sets');
    return { x: value, set: [`${field}=${value}`] };
  });
}

/** The scheme that comes with Chorus. @throws ChorusError CHORUS_EXPERIMENT_INVALID */
export function builtIn(name: string, field: string): NamedScheme {
  const names = builtInSchemes.map((scheme) => scheme.name).join(', ');
  return (
    builtInSchemes.find((scheme) => scheme.name === name) ?? invalid(field, name, `${names}, or {name, set}`)
  );
}

function seedsOf(field: string, seeds: Seeds): readonly number[] {
  return typeof seeds === 'string' ? parseSeeds(field, seeds) : seeds;
}

/** A module that a file names by ./ or ../ lies beside the file. */
function besideFile(override: string, folder: string): string {
  const [, path, value] = /^([^=]*)=(\.{1,2}\/.*)$/s.exec(override) ?? [];
  return path === undefined ? override : `${path}=${resolve(folder, value)}`;
}

function sweepPath(nameOrPath: string): string {
  const candidates = [resolve(nameOrPath), resolve(experimentsFolder, `${nameOrPath}.yaml`)];
  const found = candidates.find((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true);
  if (found !== undefined) return found;
  throw new ChorusError('CHORUS_EXPERIMENT_NOT_FOUND', {
    path: nameOrPath,
    allowed: sweepNames().join(', '),
  });
}

function refuse(violation: ReturnType<typeof check>, at: string): void {
  if (violation === null) return;
  const { field, value, allowed } = violation;
  invalid([at, field].filter(Boolean).join('.') || 'experiment', value, allowed);
}

function invalid(field: string, value: unknown, allowed: string): never {
  throw new ChorusError('CHORUS_EXPERIMENT_INVALID', { field, value, allowed });
}
