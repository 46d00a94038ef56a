import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { test } from 'node:test';
import grpc from '@grpc/grpc-js';
import { ChorusError, hasCode } from './errors.ts';
import { exitCodeOf, failureLine, refine } from './failure.ts';

test('wrong input ends with 2, all else with 1', () => {
  assert.equal(exitCodeOf(new ChorusError('CHORUS_USAGE', { reason: 'no' })), 2);
  assert.equal(exitCodeOf(new ChorusError('CHORUS_SCENARIO_NOT_FOUND', { path: 'x' })), 2);
  assert.equal(exitCodeOf(new ChorusError('CHORUS_PEER_LOST', { peer: 'x', reason: 'y' })), 1);
  assert.equal(exitCodeOf(new Error('x')), 1);
});

test('a failure is one line with its code', () => {
  assert.equal(
    failureLine(new ChorusError('CHORUS_USAGE', { reason: 'no\n  way' })),
    'CHORUS_USAGE: no; way',
  );
  assert.equal(failureLine(new Error('boom')), 'CHORUS_INTERNAL: boom');
  assert.equal(failureLine(Object.assign(new Error('gone'), { code: 'EPIPE' })), 'EPIPE: gone');
  assert.equal(failureLine('text'), 'CHORUS_INTERNAL: text');
});

test('an address in use gets its code and purpose, from node:net and from gRPC alike', async (t) => {
  const taken = createServer().listen(0, '127.0.0.1');
  t.after(() => taken.close());
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  const address = `127.0.0.1:${port}`;

  const second = createServer().listen({ host: '127.0.0.1', port });
  const fromNet = await new Promise((resolve) => second.once('error', resolve));
  const fromGrpc = await new Promise((resolve) =>
    new grpc.Server().bindAsync(address, grpc.ServerCredentials.createInsecure(), resolve),
  );
  for (const error of [fromNet, fromGrpc]) {
    const refined = refine(error, { [address]: 'E2' });
    assert(hasCode(refined, 'CHORUS_PORT_IN_USE'), String(error));
    assert.equal(refined.message, `${address} (E2) is in use by another process`);
  }
});

test('other errors stay what they are', () => {
  const error = new Error('boom');
  assert.equal(refine(error, {}), error);
});
