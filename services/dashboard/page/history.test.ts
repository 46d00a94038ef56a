import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HistoryView, Tick } from '../api.ts';
import { History, networkColumn, slotColumn } from './history.ts';

/** Of a tick what the history reads: slot s has sum rate 10 s, user k the rate s + k. */
function tick(slot: number, K: number): Tick {
  const ofUsers = (scale: number) => Array.from({ length: K }, (_, k) => scale * (slot + k));
  const network = { slot, unixMs: 250 * slot, nearRtLoop: slot, sumRate: 10 * slot, p5: 1, p50: 2, p95: 3 };
  return { ...network, userRate: ofUsers(1), mu: ofUsers(2), rMin: ofUsers(3) } as unknown as Tick;
}

const slots = ({ network }: History): number[] =>
  Array.from({ length: network.length }, (_, row) => network.at(row, slotColumn));

test('the server fills gaps: what is here already, or older, is not taken twice', () => {
  const history = new History(2);
  const ticks = [1, 2, 3, 4].map((slot) => tick(slot, 2)) as HistoryView['ticks'];
  history.fill(ticks.slice(0, 2));
  history.add(tick(2, 2));
  history.add(tick(3, 2));
  history.fill(ticks);
  assert.deepEqual(slots(history), [1, 2, 3, 4]);
  assert.equal(history.network.at(3, networkColumn.sumRate), 40);
  assert.equal(history.users.length, 2, 'users are known from the ticks alone');
});

test('each user finds its own numbers', () => {
  const history = new History(3);
  history.add(tick(7, 3));
  const { rate, mu, rMin } = history.userColumns(2);
  assert.deepEqual(
    [rate, mu, rMin].map((column) => history.users.at(0, column)),
    [9, 18, 27],
  );
});

test('memory is taken once, and bounded for a thousand users too', () => {
  const history = new History(1000);
  const { bytes } = history;
  for (let slot = 0; slot < 3000; slot++) history.add(tick(slot, 1000));
  assert.equal(history.bytes, bytes);
  assert.ok(bytes < 40 * 2 ** 20, `${bytes} bytes`);
  assert.equal(history.users.length, history.users.capacity);
});
