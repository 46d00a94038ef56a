import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DistributedPrecoder, LocalRzf, type OduCell } from '@chorus/phy';
import type { DAppComponents } from '../dapp.ts';
import { precoderChecks, type CreatePrecoder } from './precoder-suite.ts';

/** Names of the checks that an implementation fails. */
function failures(create: CreatePrecoder): string[] {
  return precoderChecks(create)
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

/** A sound precoder with `fault` done after it. */
const faulty =
  (fault: (cell: OduCell, call: number) => void): CreatePrecoder =>
  ({ topology, odu }) => {
    const rzf = new LocalRzf(topology, odu, 1e5);
    let call = 0;
    const precode = (cell: OduCell) => {
      rzf.precode(cell);
      fault(cell, call++);
    };
    return { name: 'faulty', reach: 'none', control: 'none', precode };
  };

/** A precoder that runs as `reach` says and reads what `reads` says. */
const reaching =
  (reach: 'none' | 'served' | 'coupled', reads: 'served' | 'coupled'): CreatePrecoder =>
  ({ topology, odu }: DAppComponents) => {
    const precoder = new DistributedPrecoder(topology, odu, { reach: reads, coordinated: true });
    return {
      name: 'reaching',
      reach,
      control: 'filters',
      precode: (cell, multiplier) => precoder.precode(cell, (...problem) => multiplier.solve(...problem)),
    };
  };

describe('precoder compliance', () => {
  test('passes a sound precoder', () => {
    assert.deepEqual(failures(faulty(() => undefined)), []);
    assert.deepEqual(failures(reaching('coupled', 'coupled')), []);
  });

  const faults: Record<string, [fault: (cell: OduCell, call: number) => void, check: RegExp]> = {
    'NaN in a precoder': [(cell) => cell.V.at(-1)?.fill(NaN), /^stays finite/],
    'a negative multiplier': [(cell) => cell.xi.fill(-1), /^stays finite/],
    'a changed channel': [(cell) => cell.H[0]?.fill(0), /^writes V and xi in place/],
    'a changed weight': [(cell) => (cell.W[0] += 1), /^writes V and xi in place/],
    'a replaced array': [
      (cell) => {
        if (cell.V.length > 0) (cell.V as Float64Array[])[0] = cell.V[0].slice();
      },
      /^writes V and xi in place/,
    ],
    'a memory of calls': [
      (cell, call) => cell.V[0]?.forEach((v, n, V) => (V[n] = v / (1 + call))),
      /^repeats/,
    ],
    chance: [(cell) => cell.V[0]?.forEach((v, n, V) => (V[n] = v * Math.random())), /^repeats/],
  };
  for (const [what, [fault, check]] of Object.entries(faults)) {
    test(`fails ${what}`, () => {
      const failed = failures(faulty(fault));
      assert.ok(
        failed.some((name) => check.test(name)),
        failed.join('\n'),
      );
    });
  }

  test('fails a precoder that reads sums which D2 does not bring at its reach', () => {
    assert.ok(failures(reaching('served', 'coupled')).some((name) => name.startsWith('stays finite')));
    assert.ok(failures(reaching('none', 'served')).some((name) => name.startsWith('stays finite')));
  });

  test('fails a precoder that divides by filters which have not come', () => {
    const dividing = faulty((cell) => cell.V[0]?.forEach((v, n, V) => (V[n] = v / cell.U[0])));
    assert.ok(failures(dividing).some((name) => name.startsWith('is finite before')));
  });

  test('fails a precoder that dApp 1 can make infinite', () => {
    const trusting: CreatePrecoder = ({ topology }) => ({
      name: 'trusting',
      reach: 'none',
      control: 'none',
      precode: (cell, multiplier) => {
        const xi = multiplier.solve(new Float64Array(1), Float64Array.of(1), topology.pMax);
        for (const V of cell.V) V.fill(1 / xi);
      },
    });
    assert.ok(failures(trusting).some((name) => name.startsWith('stays within P_max')));
  });

  test('fails a precoder with an unknown reach', () => {
    const odd = (() => ({ name: 'odd', reach: 'all', control: 'none', precode: () => undefined })) as unknown;
    assert.ok(failures(odd as CreatePrecoder)[0].startsWith('says its name'));
  });
});
