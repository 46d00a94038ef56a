import assert from 'node:assert/strict';
import { test } from 'node:test';
import { oncePer } from './once-per.ts';

test('makes once for each object, not for equal ones', () => {
  const made: object[] = [];
  const of = oncePer((key: object) => {
    made.push(key);
    return { key };
  });
  const [one, other] = [{}, {}];
  const first = of(one);
  assert.equal(first.key, one);
  assert.equal(of(other).key, other);
  assert.equal(of(one), first);
  assert.deepEqual(made.length, 2);
});
