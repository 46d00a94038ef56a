import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { appArgument } from './app-argument.ts';

test('a path lies where the command runs, a name stays', () => {
  assert.equal(appArgument('closed-form'), 'closed-form');
  assert.equal(appArgument('my.xapp'), 'my.xapp');
  assert.equal(appArgument('./mine.ts'), resolve('mine.ts'));
  assert.equal(appArgument('examples/mine.ts'), resolve('examples/mine.ts'));
  assert.equal(appArgument('/somewhere/mine.ts'), '/somewhere/mine.ts');
});
