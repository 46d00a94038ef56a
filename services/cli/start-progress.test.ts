import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StartProgress } from './start-progress.ts';

const waiting = (name: string) => ({ name, ok: false, waitingFor: 'nats-server', details: {} });

function terminal(isTTY: boolean) {
  const written: string[] = [];
  return { isTTY, written, write: (text: string) => written.push(text) };
}

test('a terminal shows how many processes are up and what holds up the next', () => {
  const screen = terminal(true);
  const progress = new StartProgress(9, screen);
  progress.show([waiting('ru-sim'), waiting('o-du-0')]);
  progress.clear();
  assert.deepEqual(screen.written, [
    '\rstarting: 7 of 9 processes are up, ru-sim: nats-server\x1b[K',
    '\r\x1b[K',
  ]);
});

test('elsewhere nothing is written', () => {
  const log = terminal(false);
  const progress = new StartProgress(9, log);
  progress.show([waiting('ru-sim')]);
  progress.clear();
  assert.deepEqual(log.written, []);
});
