import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { checkVectors, type VectorFile } from '@chorus/phy';

/** Networks and what the paper's equations give for them, by an implementation that shares nothing with this one. */
const folder = join(import.meta.dirname, 'vectors');
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));

test('there are vectors to check', () => {
  assert.ok(files.length >= 4);
});

for (const name of files) {
  describe(`vectors of ${name}`, () => {
    const file = JSON.parse(readFileSync(join(folder, name), 'utf8')) as VectorFile;
    const results = checkVectors(file);

    test('every quantity of the file is checked', () => {
      assert.deepEqual(
        results.map(({ quantity }) => quantity),
        Object.keys(file.expected),
      );
      assert.ok(results.length > 20);
    });

    for (const { quantity, relativeError } of results) {
      test(`${quantity} agrees to 1e-9`, () => {
        assert.ok(relativeError <= 1e-9, `relative error ${relativeError}`);
      });
    }
  });
}
