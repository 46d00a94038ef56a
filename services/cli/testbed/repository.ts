import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** The repository's root. */
export const root = resolve(import.meta.dirname, '../../..');

/** The version in package.json. */
export function version(): string {
  const { version } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8')) as { version: string };
  return version;
}

/** Where runs are kept: CHORUS_HOME, else `.chorus` in the repository. */
export function home(): string {
  return resolve(process.env['CHORUS_HOME'] || resolve(root, '.chorus'));
}
