import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { hasCode } from '@chorus/platform/errors.ts';
import { temporaryFolder } from '../testing/fakes.ts';
import { findServer, thisMachine, type Machine } from './servers.ts';

/** A machine with some programs, on which commands of these beginnings succeed and bring programs. */
function machine(programs: string[], succeeds: Record<string, string> = {}, isRoot = false) {
  const ran: string[] = [];
  const said: string[] = [];
  const result: Machine = {
    find: (program) => (programs.includes(program) ? `/bin/${program}` : null),
    isRoot,
    run(command) {
      const line = command.join(' ');
      ran.push(line);
      const known = Object.keys(succeeds).find((beginning) => line.startsWith(beginning));
      if (known !== undefined && succeeds[known] !== '') programs.push(succeeds[known]);
      return known !== undefined;
    },
    say: (text) => said.push(text),
  };
  return { machine: result, ran, said };
}

test('an installed server is taken as it is', () => {
  const { machine: here, ran } = machine(['redis-server', 'apt-get', 'docker'], {}, true);
  assert.deepEqual(findServer('redis-server', here), { kind: 'binary', path: '/bin/redis-server' });
  assert.deepEqual(ran, []);
});

test('root installs it, and says so', () => {
  const { machine: here, said } = machine(['apt-get'], { '/bin/apt-get install': 'nats-server' }, true);
  assert.deepEqual(findServer('nats-server', here), { kind: 'binary', path: '/bin/nats-server' });
  assert.match(said.join(), /installing nats-server/);
});

test('a fresh machine is updated first', () => {
  const programs = ['apt-get'];
  let updated = false;
  const here: Machine = {
    find: (program) => (programs.includes(program) ? program : null),
    isRoot: true,
    run([, verb]) {
      if (verb === 'update') return (updated = true);
      if (updated) programs.push('redis-server');
      return updated;
    },
    say: () => undefined,
  };
  assert.equal(findServer('redis-server', here).path, 'redis-server');
});

test('who is not root takes a container, where an engine runs', () => {
  const { machine: here, ran } = machine(['apt-get', 'docker'], { '/bin/docker info': '' });
  assert.deepEqual(findServer('redis-server', here), {
    kind: 'docker',
    path: '/bin/docker',
    image: 'redis:7-bookworm',
  });
  assert(!ran.some((line) => line.includes('apt-get')));
  assert(ran.includes('/bin/docker pull redis:7-bookworm'));
});

test('else the error holds the line to type', () => {
  const absent = (programs: string[], line: string) => {
    const { machine: here } = machine(programs);
    assert.throws(
      () => findServer('redis-server', here),
      (error) => hasCode(error, 'CHORUS_SERVER_ABSENT') && error.message.includes(line),
    );
  };
  absent(['apt-get', 'docker'], 'sudo apt-get install -y redis-server nats-server');
  absent(['brew'], 'brew install redis nats-server');
  absent([], 'package manager');
});

test('this machine finds what PATH holds, if it can be run', (t) => {
  const folder = temporaryFolder(t);
  for (const [name, mode] of [
    ['chorus-runs', 0o755],
    ['chorus-data', 0o644],
  ] as const) {
    writeFileSync(join(folder, name), '');
    chmodSync(join(folder, name), mode);
  }
  const path = process.env['PATH'];
  process.env['PATH'] = `${folder}:${path}`;
  t.after(() => (process.env['PATH'] = path));
  const here = thisMachine(() => undefined);
  assert.equal(here.find('chorus-runs'), join(folder, 'chorus-runs'));
  assert.equal(here.find('chorus-data'), null);
  assert.equal(here.run(['sh', '-c', 'exit 3']), false);
  assert.equal(here.run(['sh', '-c', 'exit 0']), true);
});
