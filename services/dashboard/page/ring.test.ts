import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ring } from './ring.ts';
import { createThinned, firstRowFrom, thin } from './thin.ts';

function filled(capacity: number, rows: number): Ring {
  const ring = new Ring(capacity, 2);
  for (let i = 0; i < rows; i++) ring.push((row) => row.set([i, 10 * i]));
  return ring;
}

test('a ring keeps the newest rows, oldest first', () => {
  const ring = filled(4, 11);
  assert.equal(ring.length, 4);
  assert.deepEqual(
    [0, 1, 2, 3].map((row) => [ring.at(row, 0), ring.at(row, 1)]),
    [
      [7, 70],
      [8, 80],
      [9, 90],
      [10, 100],
    ],
  );
  ring.clear();
  assert.equal(ring.length, 0);
});

test('what fits is not thinned', () => {
  const out = createThinned(2, 8);
  thin(filled(16, 5), 1, [0, 1], out);
  assert.deepEqual([...out.columns[0].subarray(0, out.length)], [1, 2, 3, 4]);
  assert.deepEqual([...out.columns[1].subarray(0, out.length)], [10, 20, 30, 40]);
});

test('thinned rows are means of whole groups, and never more than there is room for', () => {
  for (let rows = 1; rows < 400; rows++) {
    const ring = filled(200, rows);
    const out = createThinned(2, 16);
    thin(ring, 0, [0, 1], out);
    assert.ok(out.length <= 16 && out.length > 0, `${rows} rows: ${out.length}`);
    assert.equal(out.columns[0][out.length - 1], rows - 1, 'the newest row is there');
  }
});

test('a group keeps its mean while the ring moves on', () => {
  const means = (rows: number) => {
    const out = createThinned(2, 11);
    thin(filled(100, rows), 0, [0, 1], out);
    const [x, y] = out.columns;
    return new Map(Array.from({ length: out.length }, (_, i) => [x[i], y[i]]));
  };
  const [before, after] = [means(205), means(213)];
  let shared = 0;
  for (const [x, y] of before) {
    // The oldest group has lost rows, the newest one has gained some.
    if (!after.has(x) || x < 125 || x > 200) continue;
    assert.equal(after.get(x), y);
    shared++;
  }
  assert.ok(shared >= 5, `${shared} groups in common`);
});

test('the first row from a time on', () => {
  const ring = filled(8, 20);
  assert.equal(firstRowFrom(ring, 0, 0), 0);
  assert.equal(firstRowFrom(ring, 0, 14.5), 3);
  assert.equal(firstRowFrom(ring, 0, 99), 8);
});
