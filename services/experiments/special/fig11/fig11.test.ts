import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInit } from '../testing/run-init.ts';
import { fig11 } from './fig11.ts';

const small = ['network.radios=16', 'network.users=8', 'network.cluster=4', 'network.area_m=200'];

test('fig11: traces of one user of each network under every scheme, with what was demanded', async (t) => {
  const { init, computed } = runInit(t, {
    seeds: [1, 2],
    warmUpLoops: 3,
    set: small,
    schemes: ['closed-form-i6', 'actor-i6'],
  });
  const { panels, claims, notes, nearRtLoops } = await fig11(init);
  assert.equal(nearRtLoops, 23);
  assert.deepEqual(
    panels.map(({ id }) => id),
    ['a', 'b', 'c', 'd', 'e'],
  );
  const [demand, closedForm, actor] = panels[0].series;
  assert.deepEqual(
    [0, 19, 20, 79, 80, 139, 140, 199].map((t) => demand.mean[t]),
    [0, 0, 12, 12, 20, 20, 9, 9],
  );
  assert.deepEqual(
    panels[0].marks?.map(({ at }) => at),
    [0, 20, 80, 140],
  );
  for (const { mean, perSeed } of [closedForm, actor]) {
    assert.equal(mean.length, 200);
    assert.equal(perSeed?.length, 2);
  }
  assert.notDeepEqual(closedForm.mean, actor.mean);
  assert.deepEqual(panels[2].series[1].mean, closedForm.perSeed?.[0]);

  // Both schemes follow the same user of a network.
  const users = computed.flatMap((label) => /user (\d+)/.exec(label)?.[1] ?? []);
  assert.equal(users.length, 4);
  assert.deepEqual(users.slice(0, 2), users.slice(2));
  assert.match(notes[0], new RegExp(`user ${users[0]} on seed 1, user ${users[1]} on seed 2`));

  assert.deepEqual(
    claims.map(({ paper }) => paper),
    ['7.98 with mu_k = 1', '12', '20', '9'],
  );
  for (const { holds, why } of claims) assert.equal(why === undefined, holds);
});

test('fig11: the stages decide how long it runs', async (t) => {
  const { init } = runInit(t, { nearRtLoops: 5 });
  await assert.rejects(fig11(init), { code: 'CHORUS_USAGE', message: /200 RT loops/ });
});
