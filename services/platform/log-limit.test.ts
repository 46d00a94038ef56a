import assert from 'node:assert/strict';
import { beforeEach, describe, it, mock } from 'node:test';
import { LogLimit } from './log-limit.ts';

describe('LogLimit', () => {
  let lines: unknown[][];
  let log: LogLimit;

  beforeEach((t) => {
    mock.timers.enable({ apis: ['setTimeout'] });
    if ('after' in t) t.after(() => mock.timers.reset());
    lines = [];
    const to =
      (level: string) =>
      (...line: unknown[]) =>
        void lines.push([level, ...line]);
    log = new LogLimit({ warn: to('warn'), error: to('error') });
  });

  it('writes the first at once, the newest of the others a second later with their number', () => {
    for (let n = 0; n < 5; n++) log.warn({ n }, 'dropped');
    assert.deepEqual(lines, [['warn', { n: 0 }, 'dropped']]);
    mock.timers.tick(999);
    assert.equal(lines.length, 1);
    mock.timers.tick(1);
    assert.deepEqual(lines.slice(1), [['warn', { n: 4, leftOut: 3 }, 'dropped']]);
  });

  it('keeps to one a second for as long as it goes on', () => {
    for (let ms = 0; ms < 10_000; ms += 10) {
      log.warn({ ms }, 'dropped');
      mock.timers.tick(10);
    }
    assert.ok(lines.length >= 10 && lines.length <= 11, String(lines.length));
  });

  it('writes at once again after a quiet second', () => {
    log.warn({ n: 0 }, 'dropped');
    mock.timers.tick(1000);
    log.warn({ n: 1 }, 'dropped');
    assert.deepEqual(lines[1], ['warn', { n: 1 }, 'dropped']);
  });

  it('holds no kind back for another', () => {
    log.warn({}, 'dropped');
    log.error({}, 'threw');
    assert.deepEqual(lines, [
      ['warn', {}, 'dropped'],
      ['error', {}, 'threw'],
    ]);
  });
});
