import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasCode } from '@chorus/platform/errors.ts';
import { findPython } from './python.ts';
import type { Machine } from './servers.ts';

/** A machine that has Python's modules and protoc, or gets them by apt-get. */
function machine({ installed, isRoot }: { installed: boolean; isRoot: boolean }) {
  const ran: string[] = [];
  let there = installed;
  const here: Machine = {
    find: (program) => (program === 'apt-get' || there ? `/usr/bin/${program}` : null),
    isRoot,
    run(command) {
      ran.push(command.join(' '));
      if (command[0].endsWith('apt-get')) there = true;
      return there;
    },
    say: () => undefined,
  };
  return { here, ran };
}

test('what is installed is taken as it is', () => {
  const { here, ran } = machine({ installed: true, isRoot: true });
  findPython(here);
  assert.ok(ran.every((line) => line.startsWith('/usr/bin/python3 -c import')));
});

test('root installs what is missing', () => {
  const { here, ran } = machine({ installed: false, isRoot: true });
  findPython(here);
  assert.ok(ran.some((line) => /^\/usr\/bin\/apt-get install .*python3-grpcio/.test(line)));
});

test('who is not root is told the line to type', () => {
  const { here } = machine({ installed: false, isRoot: false });
  assert.throws(
    () => findPython(here),
    (error) =>
      hasCode(error, 'CHORUS_SERVER_ABSENT') &&
      /sudo apt-get install -y protobuf-compiler .*python3-redis/.test(error.message),
  );
});
