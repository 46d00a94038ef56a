import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ruSimRecord } from '../testing/canned.ts';
import { Cdfs } from './cdfs.ts';

const apps = { scheme: 'proposed', xapp: 'actor', precoder: 'served', multiplier: 'newton' };
const wide = { ...apps, precoder: 'wide' };

test('the users’ mean rates since a set of apps took over, a loop counting when the next one comes', () => {
  const cdfs = new Cdfs({ K: 2 });
  assert.deepEqual(cdfs.view(), []);
  cdfs.add(ruSimRecord(0, { userRate: [6, 2] }), apps, []);
  cdfs.add(ruSimRecord(1, { userRate: [8, 4] }), apps, []);
  // By now the RIC has told that loop 1 ran under `wide`.
  cdfs.add(ruSimRecord(2, { userRate: [10, 1] }), wide, []);
  cdfs.add(ruSimRecord(3), wide, []);
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
  sets.forEach((set, loop) => cdfs.add(ruSimRecord(loop), set, models[loop]));
  assert.deepEqual(
    cdfs.view().map(({ label, fromLoop }) => [label, fromLoop]),
    [
      ['proposed: actor, served, newton', 0],
      ['proposed: actor, wide, newton', 2],
      ['proposed: actor (i6@2), served, newton', 3],
    ],
  );
});
