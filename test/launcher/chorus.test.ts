// The launcher script and the commands that need no testbed.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test, type TestContext } from 'node:test';

const script = resolve(import.meta.dirname, '../../scripts/chorus');
const commands = ['up', 'run', 'e2', 'status', 'stop', 'test', 'vectors', 'tune'];

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'chorus-test-'));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

function chorus(t: TestContext, args: string[], command = script) {
  const { status, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    cwd: tmpdir(),
    env: { ...process.env, CHORUS_HOME: folder(t) },
  });
  return { status, stdout, lastLine: stderr.trimEnd().split('\n').at(-1) ?? '' };
}

test('--help names the commands, from anywhere and through a chain of symlinks', (t) => {
  const there = folder(t);
  symlinkSync(script, join(there, 'first'));
  symlinkSync('first', join(there, 'second'));
  const { status, stdout } = chorus(t, ['--help'], join(there, 'second'));
  assert.equal(status, 0);
  for (const name of commands) assert.match(stdout, new RegExp(`^  ${name} `, 'm'));
});

test('every command has --help and --json', (t) => {
  for (const name of commands) {
    const { status, stdout } = chorus(t, [name, '--help']);
    assert.equal(status, 0, name);
    assert.match(stdout, /--json/, name);
  }
});

test('wrong usage ends with 2', (t) => {
  const wrong = [['bogus'], ['run'], ['run', 'small', '--bogus'], ['run', 'small', '--near-rt-loops', '0']];
  for (const args of wrong) assert.equal(chorus(t, args).status, 2, args.join(' '));
});

test('a wrong scenario ends with 2 and one line that names the field, before anything starts', (t) => {
  const cases = [
    [['run', 'no-such'], /^CHORUS_SCENARIO_NOT_FOUND: no scenario at no-such/],
    [['run', 'small', '--set', 'network.users=0'], /^CHORUS_SCENARIO_INVALID: network\.users is 0; allowed/],
    [['up', 'small', '--set', 'seed'], /^CHORUS_OVERRIDE_INVALID: --set seed/],
    [['run', 'small', '--set', 'xapp.name=no-such.ts'], /^CHORUS_APP_NOT_FOUND: xApp "no-such\.ts"/],
    [['run', 'small', '--set', 'odu.precoder=no-such'], /^CHORUS_APP_NOT_FOUND: precoder dApp/],
  ] as const;
  for (const [args, line] of cases) {
    const { status, lastLine } = chorus(t, [...args]);
    assert.match(lastLine, line);
    assert.equal(status, 2, args.join(' '));
  }
});

test('commands for a running testbed say that there is none', (t) => {
  for (const name of ['e2', 'status', 'stop']) {
    const { status, lastLine } = chorus(t, [name]);
    assert.equal(status, 1, name);
    assert.match(lastLine, /^CHORUS_NO_TESTBED: /, name);
  }
});

test('an address in use ends with 1 and is named', async (t) => {
  const server = createServer().listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { status, lastLine } = chorus(t, ['run', 'small', '--listen', `nats=${address}`]);
  assert.equal(status, 1);
  assert.equal(lastLine, `CHORUS_PORT_IN_USE: ${address} (nats) is in use by another process`);
});

/** A repository with nothing but the launcher, a lock file and fakes of npm and node. */
function emptyRepository(t: TestContext, npm: string) {
  const root = folder(t);
  mkdirSync(join(root, 'scripts'));
  mkdirSync(join(root, 'bin'));
  copyFileSync(script, join(root, 'scripts/chorus'));
  writeFileSync(join(root, 'package-lock.json'), '{}');
  // An old node, which can run npm but no TypeScript.
  writeFileSync(join(root, 'bin/node'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  writeFileSync(join(root, 'bin/npm'), `#!/bin/sh\n${npm}\n`, { mode: 0o755 });
  const start = () => {
    const { status, stdout, stderr } = spawnSync(join(root, 'scripts/chorus'), ['a', 'b c'], {
      encoding: 'utf8',
      env: { PATH: `${join(root, 'bin')}:/usr/bin:/bin` },
    });
    return { status, stdout, stderr };
  };
  return { root, start };
}

const installs = `
mkdir -p node_modules/node/bin
echo '{}' > node_modules/.package-lock.json
printf '#!/bin/sh\\n[ "$1" = -e ] || printf "<%%s>" "$@"\\n' > node_modules/node/bin/node
chmod +x node_modules/node/bin/node`;

test('installs the dependencies once, and again when the lock file is newer; takes the node among them', (t) => {
  const { root, start } = emptyRepository(t, installs);
  const expected = `<${join(root, 'services/cli/main.ts')}><a><b c>`;
  const first = start();
  assert.match(first.stderr, /installing dependencies/);
  assert.equal(first.stdout, expected);
  assert.deepEqual(start(), { status: 0, stdout: expected, stderr: '' });
  const later = new Date(Date.now() + 60_000);
  utimesSync(join(root, 'package-lock.json'), later, later);
  assert.match(start().stderr, /installing dependencies/);
});

test('dependencies that cannot be installed end with what npm said and the line to type', (t) => {
  const { root, start } = emptyRepository(t, 'echo "npm says no"; exit 1');
  const { status, stderr } = start();
  assert.equal(status, 1);
  assert.match(stderr, /npm says no/);
  assert(stderr.trimEnd().endsWith(`type: (cd '${root}' && npm ci)`), stderr);
});
