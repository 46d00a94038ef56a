import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasCode } from '@chorus/platform/errors.ts';
import { findBrowser } from './browser.ts';
import type { Machine } from './servers.ts';

/** A machine with some programs; installing, where it can, brings what is asked for. */
function machine(programs: string[], isRoot = false): Machine {
  return {
    find: (program) => (programs.includes(program) ? `/bin/${program}` : null),
    isRoot,
    run: (command) => programs.push(command.at(-1) as string) > 0,
    say: () => undefined,
  };
}

test('any Chromium that is there will do', () => {
  assert.equal(findBrowser(machine(['google-chrome'])), '/bin/google-chrome');
  assert.equal(findBrowser(machine(['google-chrome', 'chromium'])), '/bin/chromium');
});

test('root installs one, others are told the line to type', () => {
  assert.equal(findBrowser(machine(['apt-get'], true)), '/bin/chromium');
  assert.throws(
    () => findBrowser(machine(['apt-get'])),
    (error) =>
      hasCode(error, 'CHORUS_SERVER_ABSENT') && error.message.includes('sudo apt-get install -y chromium'),
  );
});
