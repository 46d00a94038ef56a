import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { ChorusError } from './errors.ts';

/**
 * Command-line options by their declaration.
 *
 * @throws ChorusError CHORUS_USAGE for one that is not declared or lacks its value
 */
export function parseArguments<T extends ParseArgsOptionsConfig>(argv: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...argv], options }).values;
  } catch (error) {
    throw new ChorusError('CHORUS_USAGE', { reason: (error as Error).message }, { cause: error });
  }
}
