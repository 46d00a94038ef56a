// The paper's Fig. 10 out of the counters of running testbeds.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from './chorus.ts';

test("the paper's network: 1,440 complex numbers per near-RT loop against 61,440", async (t) => {
  const proposed = (await run(t, 'paper', 3)).summary.e2;
  assert.equal(proposed.complexNumbersPerNearRtLoop, 1440);
  const crzf = (await run(t, 'paper', 2, ['scheme.name=c-rzf', 'rzf.lambda=3e6'])).summary.e2;
  assert.equal(crzf.complexNumbersPerNearRtLoop, 61440);
  // What the proposed run says of C-RZF by arithmetic is what a C-RZF run counts.
  assert.equal(proposed.complexNumbersPerNearRtLoopCRzf, crzf.complexNumbersPerNearRtLoop);
  assert.equal(proposed.reductionPercent.toFixed(2), '97.66');
  assert.ok(
    proposed.deliveredComplexNumbersPerNearRtLoop > proposed.complexNumbersPerNearRtLoop,
    'U and W go to every O-DU that serves the user',
  );
});

test('covariance reports cost 576', async (t) => {
  const { e2 } = (await run(t, 'paper', 2, ['network.observe=covariance'])).summary;
  assert.equal(e2.complexNumbersPerNearRtLoop, 576);
  assert.equal(e2.reductionPercent.toFixed(2), '99.06');
});

test('interference powers cost 504', async (t) => {
  const { e2 } = (await run(t, 'paper', 2, ['network.observe=power'])).summary;
  assert.equal(e2.complexNumbersPerNearRtLoop, 504);
  assert.equal(e2.reductionPercent.toFixed(2), '99.18');
});

test('D-RZF sends nothing over E2 but its setup, and nothing over D2', async (t) => {
  const { e2, d2 } = (await run(t, 'small', 2, ['scheme.name=d-rzf'])).summary;
  assert.equal(e2.complexNumbersPerNearRtLoop, 0);
  assert.equal(e2.payloadBytes, 0);
  assert.deepEqual(Object.keys(e2.byProcedure), ['E2Setup']);
  assert.equal(d2.messages, 0);
});

test('bytes add up: payload within protobuf within socket', async (t) => {
  const { e2 } = (await run(t, 'small', 3)).summary;
  assert.ok(e2.payloadBytes > 0);
  assert.ok(e2.protobufBytes > e2.payloadBytes);
  assert.ok(e2.socketBytes > e2.protobufBytes);
});
