import { ChorusError } from '@chorus/platform/errors.ts';
import type { RunInit } from '../run-init.ts';
import type { NamedScheme } from '../schemes/scheme.ts';
import { builtIn } from '../sweep/sweep.ts';

/**
 * An experiment's schemes: its own or those that are asked for, which may be any that come with Chorus, and the user's.
 *
 * @throws ChorusError CHORUS_EXPERIMENT_INVALID for a name that there is not, CHORUS_USAGE for one that comes twice
 */
export function chosenSchemes<S extends NamedScheme>(
  all: readonly S[],
  { schemes, ownSchemes }: Pick<RunInit, 'schemes' | 'ownSchemes'>,
): (S | NamedScheme)[] {
  const find = (name: string) => all.find((scheme) => scheme.name === name) ?? builtIn(name, '--schemes');
  const chosen = schemes?.map(find) ?? all;
  for (const { name } of ownSchemes)
    if (chosen.some((scheme) => scheme.name === name))
      throw new ChorusError('CHORUS_USAGE', { reason: `--scheme ${name} has the name of another scheme` });
  return [...chosen, ...ownSchemes];
}
