import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileSchema } from './json-schema.ts';

const check = compileSchema({
  type: 'object',
  properties: {
    rate: { type: 'number', minimum: 0, maximum: 100 },
    users: {
      anyOf: [{ const: 'all' }, { type: 'array', items: { type: 'integer', minimum: 0, maximum: 7 } }],
    },
  },
  required: ['rate'],
  additionalProperties: false,
});

test('a value that keeps its schema has no violation', () => {
  assert.equal(check({ rate: 3, users: [1, 2] }), null);
});

test('a violation names the field, its value and what is allowed', () => {
  assert.deepEqual(check({ rate: -1 }), { field: 'rate', value: -1, allowed: 'number from 0 to 100' });
  assert.deepEqual(check({}), { field: 'rate', value: undefined, allowed: 'number from 0 to 100' });
  assert.deepEqual(check({ rate: 1, sum: 2 }), {
    field: 'sum',
    value: 2,
    allowed: 'one of the fields rate, users',
  });
  assert.deepEqual(check({ rate: 1, users: 'some' }), {
    field: 'users',
    value: 'some',
    allowed: '"all", or a list of: integer from 0 to 7',
  });
  assert.equal(check([])?.field, '');
});

test('what is no schema is refused', () => {
  assert.throws(() => compileSchema({ type: 'nonsense' }));
});
