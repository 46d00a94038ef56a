import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { test } from 'node:test';
import { hasCode } from '@chorus/platform/errors.ts';
import { assertFree, freePorts } from './ports.ts';

test('ports are different and can be listened on', async () => {
  const ports = await freePorts(20);
  assert.equal(new Set(ports).size, 20);
  for (const port of ports) {
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    server.close();
  }
});

test('an address in use is told with its purpose, a free one passes', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  await assert.rejects(assertFree(address, 'nats'), (error) => {
    return hasCode(error, 'CHORUS_PORT_IN_USE') && error.message.startsWith(`${address} (nats)`);
  });
  server.close();
  await once(server, 'close');
  await assertFree(address, 'nats');
});
