import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hasCode } from '@chorus/platform/errors.ts';
import { parseOptions, RECORDED } from './options.ts';
import { SECTIONS } from './sections/index.ts';

describe('the options of npm run bench', () => {
  test('default to every section beside the committed result', () => {
    assert.deepEqual(parseOptions([]), {
      sections: SECTIONS.map(({ name }) => name),
      quick: false,
      record: false,
      last: RECORDED,
      json: null,
    });
  });

  test('name sections, which run in their own order', () => {
    const options = parseOptions('--only testbed,precoding --record --last a --json b'.split(' '));
    assert.deepEqual(options, {
      sections: ['precoding', 'testbed'],
      quick: false,
      record: true,
      last: 'a',
      json: 'b',
    });
  });

  test('ask for help', () => {
    assert.equal(parseOptions(['--help']), null);
  });

  for (const [argv, reason] of [
    ['--only precoding,all', /--only is "all"; allowed: precoding, /],
    ['--record --quick', /without --quick/],
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
