import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NoticeBoard } from './notice-board.ts';

const notice = (e2NodeId: string, slot: number) => ({
  e2NodeId,
  slot,
  nearRtLoop: slot / 10 - 1,
  sdlKey: '',
});
const names = (set: { e2NodeId: string }[] | null) => set?.map(({ e2NodeId }) => e2NodeId) ?? null;

test('a set is complete with the notices of all nodes, in their order', () => {
  const board = new NoticeBoard(['a', 'b']);
  assert.equal(board.take(notice('b', 10)), null);
  assert.deepEqual(names(board.take(notice('a', 10))), ['a', 'b']);
  assert.equal(board.take(notice('a', 20)), null);
  assert.deepEqual(names(board.take(notice('b', 20))), ['a', 'b']);
});

test('slots do not mix, and a node that is ahead is waited for', () => {
  const board = new NoticeBoard(['a', 'b']);
  board.take(notice('a', 10));
  assert.equal(board.take(notice('b', 20)), null);
  assert.notEqual(board.take(notice('a', 20)), null);
});

test('a notice that comes again completes its set again', () => {
  const board = new NoticeBoard(['a', 'b']);
  board.take(notice('a', 10));
  board.take(notice('b', 10));
  assert.deepEqual(names(board.take(notice('a', 10))), ['a', 'b']);
});

test('a new subscription starts from nothing, and strangers do not count', () => {
  const board = new NoticeBoard(['a', 'b']);
  board.take(notice('a', 10));
  board.clear();
  assert.equal(board.take(notice('b', 10)), null);
  assert.equal(board.take(notice('c', 10)), null);
  assert.notEqual(board.take(notice('a', 10)), null);
});
