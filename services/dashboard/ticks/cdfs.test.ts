import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ruSimRecord } from '../testing/canned.ts';
import { Cdfs } from './cdfs.ts';

const apps = { scheme: 'proposed', xapp: 'actor', precoder: 'served', multiplier: 'newton' };
const wide = { ...apps, precoder: 'wide' };

test('the users’ mean rates since a set of apps took over, once it is known what ran', () => {
  const cdfs = new Cdfs({ K: 2 });
  const rates = [
    [6, 2],
    [8, 4],
    [10, 1],
    [7, 7],
  ];
  rates.forEach((userRate, loop) => cdfs.add(ruSimRecord(loop, { userRate })));
  assert.deepEqual(cdfs.view(), []);
  cdfs.settle(0, apps, []);
  cdfs.settle(2, wide, []);
  assert.deepEqual(cdfs.view(), [
    { label: 'proposed: actor, served, newton', fromLoop: 0, loops: 1, rates: [2, 6] },
    { label: 'proposed: actor, wide, newton', fromLoop: 1, loops: 2, rates: [2.5, 9] },
  ]);
});

test('another model is another set, and one that comes back begins anew', () => {
  const cdfs = new Cdfs({ K: 2 });
  const model = [{ target: 'xapp', model: 'i6', version: 2, users: 2 }];
  const sets = [apps, apps, apps, wide, apps] as const;
  const models = [[], [], model, [], model];
  sets.forEach((set, loop) => {
    cdfs.add(ruSimRecord(loop));
    cdfs.settle(loop, set, models[loop]);
  });
  assert.deepEqual(
    cdfs.view().map(({ label, fromLoop }) => [label, fromLoop]),
    [
      ['proposed: actor, served, newton', 0],
      ['proposed: actor, wide, newton', 3],
      ['proposed: actor (i6@2), served, newton', 4],
    ],
  );
});

test('loops that nobody tells of do not pile up', () => {
  const cdfs = new Cdfs({ K: 2 });
  cdfs.add(ruSimRecord(0));
  cdfs.settle(0, apps, []);
  for (let loop = 1; loop <= 600; loop++) cdfs.add(ruSimRecord(loop));
  const [{ loops }] = cdfs.view();
  assert.equal(loops, 601 - 512);
});
