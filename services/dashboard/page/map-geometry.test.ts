import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearest, neighbour, wrapDelta, wrapDistance, wrapSegments } from './map-geometry.ts';

const area = 100;

test('the way over an edge is taken where it is shorter', () => {
  assert.equal(wrapDelta(95, 5, area), 10);
  assert.equal(wrapDelta(5, 95, area), -10);
  assert.equal(wrapDelta(20, 60, area), 40);
  assert.equal(wrapDistance({ x: 98, y: 97 }, { x: 1, y: 1 }, area), 5);
});

test('a line within the area is one, one over an edge is drawn from both ends', () => {
  assert.deepEqual(wrapSegments({ x: 10, y: 10 }, { x: 30, y: 40 }, area), [[10, 10, 30, 40]]);
  assert.deepEqual(wrapSegments({ x: 95, y: 50 }, { x: 5, y: 60 }, area), [
    [95, 50, 105, 60],
    [-5, 50, 5, 60],
  ]);
});

test('a click finds the nearest point, over the edge too, but none that is far', () => {
  const points = [
    { x: 2, y: 50 },
    { x: 80, y: 50 },
  ];
  assert.equal(nearest(points, { x: 99, y: 50 }, area, 10), 0);
  assert.equal(nearest(points, { x: 84, y: 53 }, area, 10), 1);
  assert.equal(nearest(points, { x: 40, y: 50 }, area, 10), -1);
});

test('arrows lead to a neighbour on that side, and around the edge', () => {
  const points = [
    { x: 90, y: 50 },
    { x: 70, y: 52 },
    { x: 5, y: 50 },
    { x: 88, y: 20 },
  ];
  assert.equal(neighbour(points, 0, { x: -1, y: 0 }, area), 1);
  assert.equal(neighbour(points, 0, { x: 1, y: 0 }, area), 2);
  assert.equal(neighbour(points, 0, { x: 0, y: -1 }, area), 3);
  assert.equal(neighbour([points[0]], 0, { x: 1, y: 0 }, area), 0, 'alone');
});
