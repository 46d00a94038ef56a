import assert from 'node:assert/strict';
import { test } from 'node:test';
import { regions } from './regions.ts';
import { network } from './testing/network.ts';
import { range } from './topology.ts';

const topology = network({ users: 48, radios: 100, odus: 4, cluster: 8, area_m: 500 });
const { K, L, usersXY, radiosXY } = topology;
const ascending = (ids: readonly number[]) => ids.every((id, n) => n === 0 || ids[n - 1] < id);

for (const count of [1, 2, 3, 4, 7, 48]) {
  test(`${count} regions hold every user and every O-RU once, and about as many users each`, () => {
    const parts = regions(topology, count);
    assert.equal(parts.length, count);
    const users = parts.flatMap((part) => part.users);
    const radios = parts.flatMap((part) => part.radios);
    assert.deepEqual(
      users.toSorted((a, b) => a - b),
      range(K),
    );
    assert.deepEqual(
      radios.toSorted((a, b) => a - b),
      range(L),
    );
    for (const part of parts) {
      assert.ok(ascending(part.users) && ascending(part.radios));
      assert.ok(part.users.length === Math.floor(K / count) || part.users.length === Math.ceil(K / count));
    }
  });
}

test('regions are rectangles that do not overlap: no user or O-RU stands among those of another', () => {
  const at = (xy: Float64Array, id: number) => [xy[2 * id], xy[2 * id + 1]];
  const boxes = regions(topology, 5).map(({ users, radios }) => {
    const points = [...users.map((k) => at(usersXY, k)), ...radios.map((l) => at(radiosXY, l))];
    const along = (axis: number) => points.map((point) => point[axis]);
    return [0, 1].map((axis) => [Math.min(...along(axis)), Math.max(...along(axis))]);
  });
  for (const [n, one] of boxes.entries()) {
    for (const other of boxes.slice(n + 1)) {
      const apart = [0, 1].some((axis) => one[axis][1] < other[axis][0] || other[axis][1] < one[axis][0]);
      assert.ok(apart, `${JSON.stringify(one)} and ${JSON.stringify(other)}`);
    }
  }
});

test('users who stand on one spot are parted all the same', () => {
  const crowd = { ...topology, usersXY: new Float64Array(2 * K).fill(250) };
  assert.deepEqual(
    regions(crowd, 4).map(({ users }) => users.length),
    [12, 12, 12, 12],
  );
});
