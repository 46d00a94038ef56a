import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OduCell } from './odu-cell.ts';
import { network } from './testing/network.ts';

const topology = network({ odus: 4, nr: 3, nt: 4 });
const { K, Nt, Nr, Ns, radiosOfOdu, coupled, served } = topology;

test('a cell holds the channels of coupled users and the precoders of served ones, by local O-RU', () => {
  for (let odu = 0; odu < topology.U; odu++) {
    const cell = new OduCell(topology, odu);
    assert.deepEqual(cell.radios, radiosOfOdu[odu]);
    assert.deepEqual(
      cell.H.map((H) => H.length),
      radiosOfOdu[odu].map((l) => 2 * coupled[l].length * Nr * Nt),
    );
    assert.deepEqual(
      cell.V.map((V) => V.length),
      radiosOfOdu[odu].map((l) => 2 * served[l].length * Nt * Ns),
    );
    assert.equal(cell.xi.length, radiosOfOdu[odu].length);
  }
});

test('a cell holds a filter, a weight and a priority for each user, and a sum for each pair', () => {
  const cell = new OduCell(topology, 0);
  assert.equal(cell.U.length, 2 * K * Nr * Ns);
  assert.equal(cell.W.length, 2 * K * Ns * Ns);
  assert.equal(cell.Zremote.length, 2 * K * K * Nr * Ns);
  assert.deepEqual(cell.omega, new Float64Array(K).fill(1), 'omega = 1 + mu with no minimum rate yet');
});

test('the precoders of all local O-RUs stand one after the other', () => {
  for (let odu = 0; odu < topology.U; odu++) {
    const { V, precoders } = new OduCell(topology, odu);
    for (const [j, own] of V.entries()) own.fill(j + 1);
    const expected = V.flatMap(({ length }, j) => new Array<number>(length).fill(j + 1));
    assert.deepEqual([...precoders], expected);
  }
});

test('cells share no memory', () => {
  const [a, b] = [new OduCell(topology, 0), new OduCell(topology, 0)];
  for (const values of [a.U, a.W, a.Zremote, a.omega, a.xi, ...a.H, ...a.V]) values.fill(5);
  for (const values of [b.U, b.W, b.Zremote, b.xi, ...b.H, ...b.V]) assert.ok(values.every((v) => v === 0));
});
