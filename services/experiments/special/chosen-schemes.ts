import { ChorusError } from '@chorus/platform/errors.ts';
import type { RunInit } from '../run-init.ts';
import type { NamedScheme } from '../schemes/scheme.ts';

/**
 * Those of an experiment's schemes that are asked for, and the user's own.
 *
 * @throws ChorusError CHORUS_USAGE for a name that it has not
 */
export function chosenSchemes(
  all: readonly NamedScheme[],
  { schemes, ownSchemes }: Pick<RunInit, 'schemes' | 'ownSchemes'>,
): NamedScheme[] {
  if (schemes === null) return [...all, ...ownSchemes];
  const find = (name: string) => {
    const found = all.find((scheme) => scheme.name === name);
    if (found !== undefined) return found;
    const allowed = all.map((scheme) => scheme.name).join(', ');
    throw new ChorusError('CHORUS_USAGE', {
      reason: `--schemes names ${JSON.stringify(name)}; allowed: ${allowed}`,
    });
  };
  return [...schemes.map(find), ...ownSchemes];
}
