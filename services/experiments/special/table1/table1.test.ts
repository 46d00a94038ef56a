import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInit } from '../testing/run-init.ts';
import { claimsOf } from './claims.ts';
import { table1 } from './table1.ts';

const small = ['network.radios=16', 'network.users=8', 'network.cluster=4', 'network.area_m=200'];

test('table1: every scheme is timed, the proposed one is the unit of the ratios', async (t) => {
  const { init } = runInit(t, { seeds: [1, 2], nearRtLoops: 2, set: small });
  const { panels, claims, notes, nearRtLoops, warmUpLoops } = await table1(init);
  // One round that does not count before the two that do.
  assert.deepEqual([warmUpLoops, nearRtLoops], [1, 3]);
  const [operations, ms, ratio, paper] = panels[0].series;
  assert.equal(panels[0].x.values.length, 8);
  for (const { mean } of [operations, ms, ratio])
    for (const value of mean) assert.ok((value as number) > 0, String(value));
  assert.equal(ratio.mean[0], 1);
  assert.deepEqual(paper.mean, [6.38, null, null, null, 27.82, 4.52, 2.49, null]);
  assert.equal(claims.length, 3);
  assert.match(notes.join('\n'), /C-RZF: O\(K²·L·N_r²·N_t \+ K³·N_r³\) for each network/);
});

test('table1: what timing cannot heed is refused', async (t) => {
  for (const [change, option] of [
    [{ live: true }, /--live/],
    [{ queue: true }, /--queue/],
    [{ warmUpLoops: 1 }, /--warm-up/],
  ] as const) {
    const { init } = runInit(t, change);
    await assert.rejects(table1(init), { code: 'CHORUS_USAGE', message: option });
  }
});

test('table1: a signal interrupts it', async (t) => {
  const { init } = runInit(t, { signal: AbortSignal.abort('SIGINT') });
  await assert.rejects(table1(init), {
    code: 'CHORUS_INTERRUPTED',
    message: 'interrupted by SIGINT',
  });
});

test('table1: what holds, and why not', () => {
  const timed = [
    { name: 'closed-form-i6', ms: [12, 12], ratio: [1, 1] },
    { name: 'c-rzf', ms: [48, 60], ratio: [4, 5] },
  ];
  const [central, deadline] = claimsOf(timed, 4);
  assert.equal(central.holds, true);
  assert.match(central.ours, /^4\.50 ± /);
  const [slower] = claimsOf([timed[0], { name: 'c-rzf', ms: [36, 37], ratio: [3, 3.1] }], 4);
  assert.equal(slower.holds, false);
  assert.match(slower.why ?? '', /one large matrix/);
  const [single] = claimsOf([timed[0], { name: 'c-rzf', ms: [60], ratio: [5] }], 4);
  assert.equal(single.holds, false);
  assert.match(single.why ?? '', /single seed/);
  assert.equal(deadline.holds, false);
  assert.match(deadline.ours, /^12\.0 ± 0\.0 ms on one core for all 4 O-DUs, 3\.0 ms for each/);
  assert.match(deadline.why ?? '', /one core computes/);
  assert.deepEqual(claimsOf(timed.slice(1), 4), []);
  const distributed = (wmmse: number, local: number) => [
    timed[0],
    { name: 'drl-wmmse', ms: [1, 1], ratio: [wmmse, wmmse] },
    { name: 'd-rzf', ms: [1, 1], ratio: [local, local] },
  ];
  assert.equal(claimsOf(distributed(0.4, 0.7), 4).at(-1)?.holds, true);
  const order = claimsOf(distributed(0.6, 0.3), 4).at(-1);
  assert.equal(order?.holds, false);
  assert.match(order.why ?? '', /one small positive definite system/);
});
