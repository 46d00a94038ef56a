import assert from 'node:assert/strict';
import { test } from 'node:test';
import { oduRecord, ricRecord } from '../testing/canned.ts';
import { D2Flow } from './d2-flow.ts';
import { E2Flow } from './e2-flow.ts';

test('E2: rates per second by procedure and direction, and the reduction against C-RZF', () => {
  const flow = new E2Flow({ cRzf: 600 });
  for (const loop of [0, 1, 2]) flow.add(ricRecord(loop));
  const { total, byProcedure, deliveredComplexNumbers, reductionPercent, socketBytesPerS } = flow.take(3, 50);
  assert.deepEqual(total, {
    messagesPerS: 150,
    payloadBytesPerS: 8 * 18 * 50,
    protobufBytesPerS: 200 * 50,
    complexNumbers: 15,
  });
  assert.deepEqual(byProcedure['RICControl'], {
    down: { messagesPerS: 50, payloadBytesPerS: 8 * 8 * 50, protobufBytesPerS: 4000, complexNumbers: 5 },
  });
  assert.equal(byProcedure['RICIndication'].up?.messagesPerS, 100);
  assert.equal(deliveredComplexNumbers, 18);
  assert.equal(reductionPercent, 97.5);
  assert.equal(socketBytesPerS, 300 * 50);
});

test('E2: a tick that the RIC has told nothing of repeats what it told last, but not for ever', () => {
  const flow = new E2Flow({ cRzf: 600 });
  flow.add(ricRecord(0));
  const told = flow.take(1, 50);
  assert.deepEqual(flow.take(19, 50), told);
  const silent = flow.take(1, 50);
  assert.deepEqual([silent.total.complexNumbers, silent.reductionPercent], [0, 100]);
  assert.deepEqual(silent.byProcedure, {});
});

test('E2: sockets are counted from the first record on, and anew after the RIC has started again', () => {
  const flow = new E2Flow({ cRzf: 600 });
  const at = (socketBytesSoFar: number) =>
    flow.add({ ...ricRecord(0), wall: { messages: 1, protobufBytes: 1, socketBytesSoFar } });
  at(1_000_000);
  assert.equal(flow.take(1, 50).socketBytesPerS, 0);
  at(1_000_200);
  at(1_000_400);
  assert.equal(flow.take(2, 50).socketBytesPerS, 200 * 50);
  at(100);
  assert.equal(flow.take(1, 50).socketBytesPerS, 100 * 50);
});

test('D2: what all O-DUs sent in a loop', () => {
  const flow = new D2Flow({ odus: 2 });
  for (const loop of [0, 1]) for (const u of [0, 1]) flow.add(oduRecord(u, loop));
  const expected = {
    messagesPerS: 600,
    payloadBytesPerS: 19_200,
    protobufBytesPerS: 24_000,
    complexNumbers: 24,
  };
  assert.deepEqual(flow.take(100), expected);
  assert.deepEqual(flow.take(100), expected, 'stands until more is told');
});
