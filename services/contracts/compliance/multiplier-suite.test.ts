import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { powerAt, solveByNewton } from '@chorus/phy';
import type { MultiplierDApp } from '../dapp.ts';
import { multiplierChecks, type MultiplierComplianceInit } from './multiplier-suite.ts';

/** Names of the checks that a solver fails. */
function failures(solve: MultiplierDApp['solve'], init: MultiplierComplianceInit = {}): string[] {
  return multiplierChecks(() => ({ name: 'tried', solve }), init)
    .filter(({ run }) => {
      try {
        run();
        return false;
      } catch {
        return true;
      }
    })
    .map(({ name }) => name);
}
const failsOnly = (failed: string[], start: string) =>
  assert.ok(failed.length > 0 && failed.every((name) => name.startsWith(start)), failed.join('\n'));

describe('multiplier compliance', () => {
  test('passes a sound solver, at a tight tolerance too', () => {
    assert.deepEqual(failures(solveByNewton, { tolerance: 1e-12, decades: 12 }), []);
  });

  test('fails a solver that is a per cent off, unless that is allowed', () => {
    const rough: MultiplierDApp['solve'] = (lambda, phi, pMax) => {
      const xi = solveByNewton(lambda, phi, pMax);
      return powerAt(lambda, phi, 0) <= pMax ? 0 : xi * 1.01;
    };
    failsOnly(failures(rough), 'meets P_max');
    assert.deepEqual(failures(rough, { tolerance: 0.03 }), []);
  });

  test('fails a solver that is good on networks only, unless decades is 0', () => {
    const narrow: MultiplierDApp['solve'] = (lambda, phi, pMax) =>
      (lambda.at(-1) as number) > 1e-3 && phi.some((p) => p > 3e3) ? 0 : solveByNewton(lambda, phi, pMax);
    const failed = failures(narrow);
    assert.ok(
      failed.some((name) => name.includes('random problems')),
      failed.join('\n'),
    );
    assert.ok(!failures(narrow, { decades: 0 }).some((name) => name.includes('random problems')));
  });

  test('fails a solver that is positive where the constraint is slack', () => {
    const eager: MultiplierDApp['solve'] = (lambda, phi, pMax) => solveByNewton(lambda, phi, pMax) || 1e-9;
    const failed = failures(eager);
    assert.ok(failed.some((name) => name.startsWith('gives 0 where the power')));
    assert.ok(failed.some((name) => name.startsWith('gives 0 where nothing')));
  });

  test('fails a solver that is NaN on zeros', () => {
    const dividing: MultiplierDApp['solve'] = (lambda, phi, pMax) =>
      lambda.every((x) => x === 0) ? 0 / 0 : solveByNewton(lambda, phi, pMax);
    assert.ok(failures(dividing).some((name) => name.startsWith('stays finite')));
  });

  test('fails a solver that writes its inputs', () => {
    const writing: MultiplierDApp['solve'] = (lambda, phi, pMax) => {
      const xi = solveByNewton(lambda, phi, pMax);
      phi[0] += 1;
      return xi;
    };
    assert.ok(failures(writing).some((name) => name.startsWith('repeats')));
  });

  test('fails a solver that starts where it ended', () => {
    const checks = multiplierChecks(() => {
      let last = 0;
      return {
        name: 'warm',
        solve: (lambda, phi, pMax) => {
          const xi = solveByNewton(lambda, phi, pMax);
          return (last = xi > 0 ? xi * (1 - 1e-12) + 1e-12 * last : 0);
        },
      };
    });
    const repeating = checks.find(({ name }) => name.startsWith('repeats'));
    assert.throws(() => repeating?.run(), /fresh instance/);
  });
});
