import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hasCode } from '@chorus/platform/errors.ts';
import { parseOptions } from './options.ts';

describe('the options of bench/actors.ts', () => {
  test("default to the README's run", () => {
    const { workers, ...options } = parseOptions([]) ?? {};
    assert.deepEqual(options, {
      table: 'main',
      topologies: 10,
      nearRtLoops: 30,
      scenario: 'paper',
      json: null,
      resume: false,
    });
    assert.ok(Number(workers) >= 1);
  });

  test('are taken as given', () => {
    const argv =
      '--table csi --topologies 2 --near-rt-loops 6 --scenario small --workers 3 --json a --resume';
    assert.deepEqual(parseOptions(argv.split(' ')), {
      table: 'csi',
      topologies: 2,
      nearRtLoops: 6,
      scenario: 'small',
      workers: 3,
      json: 'a',
      resume: true,
    });
  });

  test('ask for help', () => {
    assert.equal(parseOptions(['--help']), null);
  });

  for (const [argv, reason] of [
    ['--table all', /--table is "all"; allowed: main, observations, wide, csi, where/],
    ['--topologies 0', /--topologies is "0"; allowed: a whole number from 1/],
    ['--near-rt-loops 2.5', /--near-rt-loops is "2.5"/],
    ['--workers many', /--workers is "many"/],
    ['--resume', /--resume needs --json FILE/],
    ['--colour', /--colour/],
  ] as const) {
    test(`refuse ${argv}`, () => {
      assert.throws(
        () => parseOptions(argv.split(' ')),
        (error: Error) => hasCode(error, 'CHORUS_USAGE') && reason.test(error.message),
      );
    });
  }
});
