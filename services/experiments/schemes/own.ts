import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { ChorusError } from '@chorus/platform/errors.ts';
import { loadings, weights } from './constants.ts';
import type { NamedScheme } from './scheme.ts';
import type { OwnScheme } from '../sweep/sweep-schema.ts';

/** A scheme from an experiment's file. */
export function ownScheme({ name, label = name, set, rzf, constants }: OwnScheme): NamedScheme {
  const grids = { loading: loadings, interference: [...loadings, ...weights] };
  return {
    name,
    label,
    set,
    ...(rzf !== undefined && { rzf: { scheme: rzf } }),
    ...(constants !== undefined && { constants: grids[constants] }),
  };
}

/**
 * A scheme from `--scheme LABEL=path=value;path=value`: paths of files start in the working directory.
 *
 * @throws ChorusError CHORUS_USAGE
 */
export function parseScheme(text: string): NamedScheme {
  const [, label, overrides] = /^([^=;]+)=(.+)$/s.exec(text) ?? [];
  const set = (overrides ?? '').split(';').map((part) => part.trim());
  if (label === undefined || !set.every((part) => /^[\w.]+=/.test(part)))
    throw new ChorusError('CHORUS_USAGE', {
      reason: `--scheme is ${JSON.stringify(text)}; allowed: LABEL=path=value;path=value, for instance mine=odu.precoder=mine.ts`,
    });
  return { name: label, label, set: set.map(absolute) };
}

/** The key of an outcome holds the path, and must not hang on where the command runs. */
function absolute(override: string): string {
  const at = override.indexOf('=') + 1;
  const value = override.slice(at);
  if (statSync(value, { throwIfNoEntry: false })?.isFile() !== true) return override;
  return `${override.slice(0, at)}${resolve(value)}`;
}
