import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ChorusError, hasCode } from './errors.ts';
import { withPatience } from './retry.ts';

const never = new AbortController().signal;
const peer = { peer: 'near-rt-ric', address: '127.0.0.1:9', signal: never };

test('tries again until an attempt succeeds', async () => {
  let attempts = 0;
  const result = await withPatience({ ...peer, seconds: 30 }, async () => {
    if (++attempts < 3) throw new Error('not yet');
    return 'there';
  });
  assert.equal(result, 'there');
  assert.equal(attempts, 3);
});

test('gives up with the peer, its address and the last failure', async () => {
  await assert.rejects(
    withPatience({ ...peer, seconds: 0.25 }, () => Promise.reject(new Error('connection refused'))),
    (error) => {
      assert(hasCode(error, 'CHORUS_PEER_TIMEOUT'));
      assert.match(error.message, /near-rt-ric at 127.0.0.1:9 .* 0.25 s \(connection refused\)/);
      assert.match(String(error.cause), /connection refused/);
      return true;
    },
  );
});

test('gives up on an attempt that hangs', async () => {
  await assert.rejects(
    withPatience({ ...peer, seconds: 0.05 }, () => new Promise(() => undefined)),
    (error) => hasCode(error, 'CHORUS_PEER_TIMEOUT') && error.metadata.reason === undefined,
  );
});

test('does not insist with a peer that runs another scenario', async () => {
  const mismatch = new ChorusError('CHORUS_SCENARIO_MISMATCH', { peer: 'ru-sim', theirs: 'a', ours: 'b' });
  await assert.rejects(
    withPatience({ ...peer, seconds: 30 }, () => Promise.reject(mismatch)),
    mismatch,
  );
});

test('ends with the reason of an aborted signal, also while an attempt hangs', async () => {
  const stopping = new AbortController();
  const waiting = withPatience({ ...peer, seconds: 30, signal: stopping.signal }, () => {
    setImmediate(() => stopping.abort(new Error('stopping')));
    return new Promise(() => undefined);
  });
  await assert.rejects(waiting, /stopping/);
});
