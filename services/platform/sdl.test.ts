import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { Sdl } from './sdl.ts';
import { startRedisServer, type RedisServer } from './testing/redis-server.ts';

describe('SDL', () => {
  let server: RedisServer;
  let sdl: Sdl;
  before(async () => {
    server = await startRedisServer();
    sdl = new Sdl({ redis: server.client }, { namespace: 'precoding' });
  });
  beforeEach(() => server.client.flushall());
  after(async () => {
    sdl.stop();
    await server.stop();
  });

  it("writes raw bytes under O-RAN SC's literal keys", async () => {
    const value = Buffer.from([0, 255, 10, 13]);
    await sdl.set({ 'o-du-0.NEIGHBOURS': value.subarray(1), other: value });
    assert.deepEqual(await server.client.getBuffer('{precoding},o-du-0.NEIGHBOURS'), value.subarray(1));
    assert.deepEqual(await server.client.getBuffer('{precoding},other'), value);
  });

  it('reads several keys in their order and tells which are missing', async () => {
    await sdl.set({ a: Buffer.from('1'), b: Buffer.from('2') });
    const values = await sdl.get(['b', 'none', 'a']);
    assert.deepEqual(
      values.map((value) => value?.toString() ?? null),
      ['2', null, '1'],
    );
    assert.deepEqual(await sdl.get([]), []);
  });

  it('finds keys of its own namespace only, and removes them', async () => {
    await sdl.set({ 'o-du-1.X': Buffer.from('1'), 'o-du-0.X': Buffer.from('1'), y: Buffer.from('1') });
    await new Sdl({ redis: server.client }, { namespace: 'others' }).set({ 'o-du-9.X': Buffer.from('1') });
    assert.deepEqual(await sdl.findKeys('o-du-*'), ['o-du-0.X', 'o-du-1.X']);
    await sdl.remove(['o-du-0.X', 'o-du-1.X', 'never there']);
    await sdl.remove([]);
    assert.deepEqual(await sdl.findKeys('*'), ['y']);
  });

  it('keeps groups as sets', async () => {
    await sdl.addMember('nodes', 'o-du-1', 'o-du-0');
    await sdl.addMember('nodes', 'o-du-1');
    assert.deepEqual((await server.client.smembers('{precoding},nodes')).sort(), ['o-du-0', 'o-du-1']);
    await sdl.removeMember('nodes', 'o-du-1');
    assert.deepEqual(await sdl.getMembers('nodes'), ['o-du-0']);
    assert.deepEqual(await sdl.getMembers('empty'), []);
  });

  it('announces a write on a channel under the same prefix, where the value is there already', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    await sdl.subscribe('indications', resolve);
    await sdl.setAndPublish('indications', ['o-du-0.X'], { 'o-du-0.X': Buffer.from('new') });
    const [value] = await sdl.get([await promise]);
    assert.equal(value?.toString(), 'new');
  });

  it('takes apart events that another client joined', async () => {
    const events: string[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    await sdl.subscribe('joined', (event) => events.push(event) === 2 && resolve());
    await server.client.publish('{precoding},joined', 'a___b');
    await promise;
    assert.deepEqual(events, ['a', 'b']);
  });

  it('says so when Redis refuses a write', async () => {
    await server.client.config('SET', 'maxmemory', '1');
    try {
      await assert.rejects(sdl.setAndPublish('c', ['k'], { k: Buffer.from('v') }), /OOM/);
    } finally {
      await server.client.config('SET', 'maxmemory', '0');
    }
  });
});
