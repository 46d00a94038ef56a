import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseEndpoint } from '@chorus/platform/endpoint.ts';
import { hasCode } from '@chorus/platform/errors.ts';
import { temporaryFolder } from '../testing/fakes.ts';
import { chooseAddresses } from './addresses.ts';

test('every part gets an address of its own', async (t) => {
  const { http, ...others } = await chooseAddresses(temporaryFolder(t), ['ru-sim', 'o-du-0']);
  const all = [...Object.values(others), ...Object.values(http)];
  assert.equal(new Set(all).size, 7);
  assert.deepEqual(Object.keys(http), ['ru-sim', 'o-du-0']);
});

test('O-FH is a socket in the run folder, elsewhere when that path is too long for one', async (t) => {
  const folder = temporaryFolder(t);
  assert.equal((await chooseAddresses(folder, [])).ofh, `unix:${join(folder, 'ofh.sock')}`);
  const deep = join(folder, 'x'.repeat(100));
  mkdirSync(deep);
  const endpoint = parseEndpoint((await chooseAddresses(deep, [])).ofh);
  if ('path' in endpoint) assert(endpoint.path.length <= 103, endpoint.path);
});

test('each shard of ru-sim has its own address on O-FH, chosen or fixed', async (t) => {
  const folder = temporaryFolder(t);
  const { ofh } = await chooseAddresses(folder, ['ru-sim', 'ru-sim-1'], [], 2);
  assert.equal(ofh, `unix:${join(folder, 'ofh.sock')},unix:${join(folder, 'ofh-1.sock')}`);
  const fixed = 'unix:/tmp/a.sock,unix:/tmp/b.sock';
  assert.equal((await chooseAddresses(folder, [], [`ofh=${fixed}`], 2)).ofh, fixed);
  await assert.rejects(chooseAddresses(folder, [], ['ofh=unix:/tmp/a.sock'], 2), (error) =>
    hasCode(error, 'CHORUS_USAGE'),
  );
});

test('a fixed address is kept; a name that nobody has and a text that is no address are refused', async (t) => {
  const folder = temporaryFolder(t);
  const fixed = ['e2=127.0.0.1:36421', 'ru-sim=127.0.0.1:8080', 'ofh=unix:/tmp/a.sock'];
  const addresses = await chooseAddresses(folder, ['ru-sim'], fixed);
  assert.equal(addresses.e2, '127.0.0.1:36421');
  assert.equal(addresses.http['ru-sim'], '127.0.0.1:8080');
  assert.equal(addresses.ofh, 'unix:/tmp/a.sock');
  for (const text of ['nobody=127.0.0.1:1', 'e2=here', 'e2', 'e2='])
    await assert.rejects(
      chooseAddresses(folder, [], [text]),
      (error) => hasCode(error, 'CHORUS_USAGE'),
      text,
    );
});
