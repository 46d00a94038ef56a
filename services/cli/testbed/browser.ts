import { ChorusError } from '@chorus/platform/errors.ts';
import { findProgram, lineToType, type Machine } from './servers.ts';

/** Debian's name first: it is the one that can be installed. */
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'] as const;

/**
 * The browser that the tests of the dashboard drive: installed, else installed by apt-get (as root).
 *
 * @returns the path of its program
 * @throws ChorusError CHORUS_SERVER_ABSENT with the line to type
 */
export function findBrowser(machine: Machine): string {
  const path = findProgram(names, machine);
  if (path !== null) return path;
  const [server] = names;
  throw new ChorusError('CHORUS_SERVER_ABSENT', { server, install: lineToType(machine, [server]) });
}
