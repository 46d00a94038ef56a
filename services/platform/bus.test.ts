import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { connectBus } from './bus.ts';
import { hasCode } from './errors.ts';
import { freePort, startNatsServer, type NatsServer } from './testing/nats-server.ts';
import { testContext } from './testing/process-context.ts';

describe('bus', () => {
  let nats: NatsServer;
  before(async () => {
    nats = await startNatsServer();
  });
  after(() => nats.stop());

  it('brings what is published after subscribe has resolved', async () => {
    const [a, b] = await Promise.all(
      ['a', 'b'].map((name) => connectBus(testContext(name, {}, { nats: nats.address }))),
    );
    const { promise, resolve } = Promise.withResolvers<[string, string]>();
    await a.subscribe('d2.*.0', (bytes, subject) => resolve([Buffer.from(bytes).toString(), subject]));
    b.publish('d2.1.0', Buffer.from('sums'));
    assert.deepEqual(await promise, ['sums', 'd2.1.0']);
    await Promise.all([a.stop(), b.stop()]);
  });

  it('publishes records as JSON under the name of the process', async () => {
    const bus = await connectBus(testContext('o-du-3', {}, { nats: nats.address }));
    const { promise, resolve } = Promise.withResolvers<unknown>();
    await bus.subscribe('kpi.o-du-3', (bytes) => resolve(JSON.parse(Buffer.from(bytes).toString())));
    bus.publishKpi({ nearRtLoop: 2 });
    assert.deepEqual(await promise, { nearRtLoop: 2 });
    await bus.stop();
  });

  it('loses no record of a process that stops', async () => {
    const [a, b] = await Promise.all(
      ['a', 'b'].map((name) => connectBus(testContext(name, {}, { nats: nats.address }))),
    );
    const loops: number[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    await a.subscribe('kpi.b', (bytes) => {
      const { nearRtLoop } = JSON.parse(Buffer.from(bytes).toString()) as { nearRtLoop: number };
      if (loops.push(nearRtLoop) === 3) resolve();
    });
    for (const nearRtLoop of [0, 1, 2]) b.publishKpi({ nearRtLoop });
    await b.stop();
    await promise;
    assert.deepEqual(loops, [0, 1, 2]);
    await a.stop();
  });

  it('says which server did not come', async () => {
    const address = `127.0.0.1:${await freePort()}`;
    const context = testContext('a', {}, { nats: address, patienceS: 0.3 });
    await assert.rejects(connectBus(context), { code: 'CHORUS_PEER_TIMEOUT', message: /nats-server at 127/ });
  });

  it('fails the process when the server goes and does not come back', async () => {
    const own = await startNatsServer();
    const context = testContext('a', {}, { nats: own.address, patienceS: 0.4 });
    const bus = await connectBus(context);
    await own.stop();
    assert.ok(hasCode(await context.failed, 'CHORUS_PEER_LOST'));
    await bus.stop();
  });

  it('takes whichever of several servers is there', async () => {
    const absent = `127.0.0.1:${await freePort()}`;
    const bus = await connectBus(testContext('a', {}, { nats: `${absent},${nats.address}` }));
    await bus.flush();
    await bus.stop();
  });

  it('goes on at another server when its own goes', async () => {
    const own = await startNatsServer();
    const context = testContext('a', {}, { nats: `${own.address},${nats.address}`, patienceS: 5 });
    const bus = await connectBus(context);
    const watcher = await connectBus(testContext('b', {}, { nats: nats.address }));
    const { promise, resolve } = Promise.withResolvers<string>();
    await watcher.subscribe('d2.0.1', (bytes) => resolve(Buffer.from(bytes).toString()));
    await own.stop();
    const repeat = setInterval(() => bus.publish('d2.0.1', Buffer.from('sums')), 20);
    assert.equal(await promise, 'sums');
    clearInterval(repeat);
    assert.deepEqual(context.failures, []);
    await Promise.all([bus.stop(), watcher.stop()]);
  });
});
