import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { hasCode } from '@chorus/platform/errors.ts';
import { RECORDED } from '../options.ts';
import { facts, recordedOf, tableOf } from '../testing/tables.ts';
import { readRecorded, withTables, writeRecorded } from './recorded.ts';

describe('a recorded result', () => {
  const path = () => join(mkdtempSync(join(tmpdir(), 'chorus-recorded-')), 'recorded.json');

  test('is read as it was written', () => {
    const file = path();
    const recorded = withTables({}, [tableOf({ a: 1.23456, b: null })], facts, 0.61234);
    writeRecorded(file, recorded);
    assert.deepEqual(readRecorded(file), { times: { facts, calibrationMs: 0.6123, values: { a: 1.235 } } });
  });

  test('keeps the tables that were not measured anew', () => {
    const others = { others: recordedOf({ x: 1 }, 2), times: recordedOf({ a: 1, gone: 2 }, 2) };
    const kept = withTables(others, [tableOf({ a: 3 })], { ...facts, commit: 'def' }, 4);
    assert.deepEqual(kept['others'], others.others);
    assert.deepEqual(kept['times'], {
      facts: { ...facts, commit: 'def' },
      calibrationMs: 4,
      values: { a: 3 },
    });
  });

  test('is empty where nothing was recorded', () => {
    assert.deepEqual(readRecorded(path()), {});
  });

  for (const [text, reason] of [
    ['[]', /it holds no object/],
    ['{', /is no recorded result/],
    ['{"times": {"values": {"a": 1}}}', /times has no values or no facts/],
    ['{"times": {"values": {"a": 0}, "facts": {}, "calibrationMs": 1}}', /times holds what is no positive/],
  ] as const) {
    test(`${text} is refused`, () => {
      const file = path();
      writeFileSync(file, text);
      assert.throws(
        () => readRecorded(file),
        (error: Error) => hasCode(error, 'CHORUS_USAGE') && reason.test(error.message),
      );
    });
  }

  test('the committed one can be read', () => {
    assert.ok(Object.keys(readRecorded(RECORDED)).length > 0);
  });
});
