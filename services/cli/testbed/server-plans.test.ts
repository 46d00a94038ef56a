import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../testing/fakes.ts';
import { root } from './repository.ts';
import { NATS_MAX_PAYLOAD, natsPlan, redisPlan } from './server-plans.ts';

test('redis keeps nothing on disk and listens on its own address', (t) => {
  const folder = temporaryFolder(t);
  const { command } = redisPlan({ kind: 'binary', path: '/r' }, '127.0.0.1:7', folder);
  assert.deepEqual(command.slice(0, 5), ['/r', '--bind', '127.0.0.1', '--port', '7']);
  assert.match(command.join(' '), /--save {2}--appendonly no$/);
});

test('nats takes its address from its file', (t) => {
  const folder = temporaryFolder(t);
  const { command } = natsPlan({ kind: 'binary', path: '/n' }, '127.0.0.1:8', folder);
  assert.deepEqual(command, ['/n', '-c', join(folder, 'nats.conf')]);
  const config = readFileSync(join(folder, 'nats.conf'), 'utf8');
  assert.match(config, /listen: "127.0.0.1:8"/);
  assert(config.includes(`jetstream { store_dir: ${JSON.stringify(join(folder, 'jetstream'))}`), config);
});

for (const file of ['compose/nats.conf', 'kubernetes/base/nats.conf'])
  test(`deploy/${file} takes messages as long as the launcher's nats-server does`, () => {
    const config = readFileSync(join(root, 'deploy', file), 'utf8');
    assert.equal(/^max_payload: (\d+)$/m.exec(config)?.[1], String(NATS_MAX_PAYLOAD));
  });

test('a container publishes its port on the same address', (t) => {
  const found = { kind: 'docker', path: '/d', image: 'i' } as const;
  const folder = temporaryFolder(t);
  assert.match(
    redisPlan(found, '127.0.0.1:7', folder).command.join(' '),
    /-p 127.0.0.1:7:6379 i redis-server/,
  );
  assert.match(natsPlan(found, '127.0.0.1:8', folder).command.join(' '), /-p 127.0.0.1:8:4222 -v .* i -c/);
});
