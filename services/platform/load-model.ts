import { readFileSync, readdirSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { decodeModel, ModelError, type Model, type ModelKind } from '@chorus/learning';
import { ChorusError } from './errors.ts';

/** Models that come with Chorus. */
export const modelsFolder = resolve(import.meta.dirname, '../../deploy/models');

/** Names of the models in a folder of NAME.json files; none where there is no such folder. */
export function modelNames(folder = modelsFolder): string[] {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort();
}

/**
 * Reads a model.
 *
 * @param nameOrPath a file, or the name of one in deploy/models
 * @throws ChorusError CHORUS_MODEL_NOT_FOUND, CHORUS_MODEL_INVALID
 */
export function loadModel(nameOrPath: string, kind: ModelKind): Model {
  const candidates = [resolve(nameOrPath), resolve(modelsFolder, `${nameOrPath}.json`)];
  const path = candidates.find((file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true);
  if (path === undefined) {
    const allowed = [...modelNames(), "a file's path"].join(', ');
    throw new ChorusError('CHORUS_MODEL_NOT_FOUND', { name: nameOrPath, allowed });
  }
  const model = parseModel(readFileSync(path, 'utf8'), nameOrPath);
  if (model.kind === kind) return model;
  const reason = `it is ${model.kind === 'actor' ? 'an actor' : 'a multiplier'}; allowed: ${kind}`;
  throw new ChorusError('CHORUS_MODEL_INVALID', { name: nameOrPath, reason });
}

/** A model from its file's text. @throws ChorusError CHORUS_MODEL_INVALID */
export function parseModel(text: string, name: string): Model {
  try {
    return decodeModel(text);
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    throw new ChorusError('CHORUS_MODEL_INVALID', { name, reason: error.message }, { cause: error });
  }
}
