import { existsSync, readFileSync } from 'node:fs';
import { ChorusError } from '@chorus/platform/errors.ts';

/** A model of the registry; without a version its newest. */
export interface ModelName {
  readonly name: string;
  readonly version?: number;
}

/** Reads `NAME` or `NAME@VERSION`. @throws ChorusError CHORUS_USAGE */
export function parseModelName(text: string): ModelName {
  const [, name, digits] = /^([a-z0-9][a-z0-9.-]{0,63})(?:@([1-9]\d{0,8}))?$/.exec(text) ?? [];
  if (name === undefined)
    throw new ChorusError('CHORUS_USAGE', {
      reason: `${JSON.stringify(text)} is no model; expected NAME or NAME@VERSION`,
    });
  return digits === undefined ? { name } : { name, version: Number(digits) };
}

/** The text of a model's file where the argument names one, by a path or a name that ends in .json; else null. */
export function modelFile(argument: string): string | null {
  if (!argument.includes('/') && !argument.endsWith('.json')) return null;
  if (!existsSync(argument))
    throw new ChorusError('CHORUS_MODEL_NOT_FOUND', { name: argument, allowed: "a file's path, or a name" });
  return readFileSync(argument, 'utf8');
}
