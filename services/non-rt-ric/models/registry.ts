import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeModel, type Model } from '@chorus/learning';
import { ChorusError } from '@chorus/platform/errors.ts';
import { modelNames, parseModel } from '@chorus/platform/load-model.ts';
import type { Logger } from 'pino';

export interface RegistryInit {
  /** Where versions are kept, NAME/VERSION.json; made with the first model. */
  readonly folder: string;
  /** NAME.json files that are offered as version 1 of their names. */
  readonly builtIn: string;
}

/** Trained models by name and version. A version, once kept, never changes. */
export class ModelRegistry {
  private readonly folder: string;
  private readonly models = new Map<string, Map<number, Model>>();

  /** Reads what is there; a file that is damaged is left out and named in the log. */
  constructor({ log }: { log: Logger }, { folder, builtIn }: RegistryInit) {
    this.folder = folder;
    const read = (path: string, name: string, version: number) => {
      try {
        const model = parseModel(readFileSync(path, 'utf8'), name);
        this.add({ ...model, name, version });
      } catch (error) {
        log.warn({ err: error, path }, 'not a model: left out of the registry');
      }
    };
    for (const name of modelNames(builtIn)) read(join(builtIn, `${name}.json`), name, 1);
    for (const name of foldersIn(folder))
      for (const version of modelNames(join(folder, name)))
        if (/^[1-9]\d*$/.test(version)) read(join(folder, name, `${version}.json`), name, Number(version));
  }

  /** Every version of every model, by name, then version. */
  list(): Model[] {
    const names = [...this.models.keys()].sort();
    return names.flatMap((name) => this.versions(name));
  }

  /** @throws ChorusError CHORUS_MODEL_NOT_FOUND */
  versions(name: string): Model[] {
    const versions = this.models.get(name);
    if (versions === undefined) throw notFound(name, [...this.models.keys()].sort());
    return [...versions.values()].sort((a, b) => a.version - b.version);
  }

  /** @param version the newest where it is left out @throws ChorusError CHORUS_MODEL_NOT_FOUND */
  get(name: string, version?: number): Model {
    const versions = this.versions(name);
    const found = versions.findLast((model) => version === undefined || model.version === version);
    if (found !== undefined) return found;
    const known = versions.map((model) => `${name} version ${model.version}`);
    throw notFound(`${name} version ${version}`, known);
  }

  /**
   * Keeps a model as the next version of its name, on disk before it is offered. One that is the newest version
   * already is not kept twice.
   *
   * @param text of a model's file @throws ChorusError CHORUS_MODEL_INVALID
   */
  keep(text: string): { model: Model; isNew: boolean } {
    const given = parseModel(text, 'given');
    const newest = [...(this.models.get(given.name)?.values() ?? [])].at(-1);
    if (newest !== undefined && encodeModel({ ...given, version: newest.version }) === encodeModel(newest))
      return { model: newest, isNew: false };
    const model = { ...given, version: (newest?.version ?? 0) + 1 };
    const folder = join(this.folder, model.name);
    mkdirSync(folder, { recursive: true });
    const file = join(folder, `${model.version}.json`);
    // In one step, so that a process that starts meanwhile never reads half of it.
    writeFileSync(`${file}.new`, encodeModel(model));
    renameSync(`${file}.new`, file);
    this.add(model);
    return { model, isNew: true };
  }

  private add(model: Model): void {
    const { name, version } = model;
    const versions = this.models.get(name) ?? new Map<number, Model>();
    versions.set(version, model);
    this.models.set(name, new Map([...versions].sort(([a], [b]) => a - b)));
  }
}

function foldersIn(folder: string): string[] {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

function notFound(name: string, known: readonly string[]): ChorusError {
  const allowed = known.length === 0 ? 'none: the registry is empty' : known.join(', ');
  return new ChorusError('CHORUS_MODEL_NOT_FOUND', { name, allowed });
}
