import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** What an app's argument means to processes that run elsewhere: a module's path becomes absolute, a name stays. */
export function appArgument(argument: string): string {
  const isPath = argument.includes('/') || (/\.[cm]?[jt]s$/.test(argument) && existsSync(argument));
  return isPath ? resolve(argument) : argument;
}
