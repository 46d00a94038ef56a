import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OduCell, powerOf } from '@chorus/phy';
import { testContext } from '@chorus/platform/testing/process-context.ts';
import { PowerGuard } from './power-guard.ts';

const { topology } = testContext('t', { network: { radios: 6, users: 4, odus: 1, cluster: 3, observed: 2 } });

function cellWith(value: number) {
  const cell = new OduCell(topology, 0);
  for (const V of cell.V) V.fill(value);
  return cell;
}
const busiest = topology.served.findIndex((users) => users.length > 0);

describe('PowerGuard', () => {
  it('scales an O-RU above P_max down to it and leaves the others', () => {
    const cell = cellWith(1e-3);
    const guard = new PowerGuard(cell);
    cell.V[busiest].fill(10);
    guard.apply();
    for (const [j, V] of cell.V.entries()) {
      if (j === busiest) assert.ok(Math.abs(powerOf(V) / topology.pMax - 1) < 1e-12);
      else assert.ok(V.every((v) => v === 1e-3));
    }
    assert.equal(guard.refused, 0);
  });

  for (const bad of [NaN, Infinity, 1e200]) {
    it(`keeps the last good V of an O-RU whose own holds ${bad}`, () => {
      const cell = cellWith(1e-3);
      const guard = new PowerGuard(cell);
      guard.apply();
      for (const V of cell.V) V.fill(2e-3);
      cell.V[busiest][1] = bad;
      assert.equal(guard.apply(), false);
      assert.ok(cell.V[busiest].every((v) => v === 1e-3));
      const other = topology.served.findIndex((users, l) => l !== busiest && users.length > 0);
      assert.ok(cell.V[other].every((v) => v === 2e-3));
      assert.equal(guard.refused, 1);
    });
  }

  it('says when nothing of the V was usable', () => {
    const cell = cellWith(NaN);
    const guard = new PowerGuard(cell);
    assert.equal(guard.apply(), true);
    assert.equal(guard.refused, cell.V.filter(({ length }) => length > 0).length);
    for (const V of cell.V) V.fill(1e-3);
    assert.equal(guard.apply(), false);
  });

  it('replaces a xi that is not finite', () => {
    const cell = cellWith(0);
    cell.xi.set([NaN, 3]);
    new PowerGuard(cell).apply();
    assert.deepEqual([cell.xi[0], cell.xi[1]], [0, 3]);
  });

  it('restores every O-RU', () => {
    const cell = cellWith(1e-3);
    const guard = new PowerGuard(cell);
    for (const V of cell.V) V.fill(5);
    guard.restore();
    assert.equal(guard.refused, 0, 'what a dApp that threw left was not refused');
    assert.ok(cell.V.every((V) => V.every((v) => v === 1e-3)));
  });
});
