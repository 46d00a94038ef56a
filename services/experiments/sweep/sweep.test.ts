import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkSweep, loadSweep, sweepNames } from './sweep.ts';

const file = (change: Record<string, unknown> = {}) => ({
  name: 'mine',
  scenario: 'small',
  vary: { label: 'L', field: 'network.radios', values: [8, 12] },
  schemes: ['c-rzf', { name: 'own', set: ['odu.precoder=./mine.ts'] }],
  ...change,
});

describe('an experiment file', () => {
  test('is filled with defaults; files in it lie beside it', () => {
    const sweep = checkSweep(file({ seeds: '1-2,5', scenario: './net.yaml' }), '/there');
    assert.deepEqual(sweep.seeds, [1, 2, 5]);
    assert.deepEqual(sweep.points, [
      { x: 8, set: ['network.radios=8'] },
      { x: 12, set: ['network.radios=12'] },
    ]);
    assert.deepEqual(sweep.schemes[1].set, ['odu.precoder=/there/mine.ts']);
    assert.equal(sweep.scenario, '/there/net.yaml');
    assert.deepEqual([sweep.near_rt_loops, sweep.warm_up_loops, sweep.metrics], [30, 10, ['sum-rate']]);
  });

  test('may set several fields at a value, or vary nothing', () => {
    const values = [{ x: 'none', set: ['csi.error_db=null', 'network.nt=2'] }];
    assert.deepEqual(checkSweep(file({ vary: { label: 'x', values } }), '/').points, values);
    assert.deepEqual(checkSweep(file({ vary: undefined }), '/').points, [{ x: '', set: [] }]);
  });

  const wrong: [Record<string, unknown>, string, RegExp][] = [
    [{ name: 'Two Words' }, 'name', /string/],
    [{ nam: 1 }, 'nam', /one of the fields name, title/],
    [{ schemes: [] }, 'schemes', /list/],
    [{ schemes: ['c-rfz'] }, 'schemes.0', /c-rzf, d-rzf.*or \{name, set\}/],
    [{ schemes: ['c-rzf', 'c-rzf'] }, 'schemes', /each name once/],
    [{ schemes: [{ name: 'own' }] }, 'schemes.0.set', /a list of/],
    [{ schemes: [{ name: 'own', set: [], rzf: 'rzf' }] }, 'schemes.0.rzf', /c-rzf, d-rzf, p-rzf/],
    [{ vary: { label: 'x', values: [1] } }, 'vary.values.0', /\{x, set\}/],
    [{ vary: { label: 'x', values: [{ x: 1 }] } }, 'vary.values.0.set', /a list of/],
    [{ warm_up_loops: 30 }, 'warm_up_loops', /0 to 29, below near_rt_loops/],
    [{ near_rt_loops: 0 }, 'near_rt_loops', /integer from 1 to 100000/],
    [{ metrics: ['speed'] }, 'metrics.0', /sum-rate, user-cdf, worst-user/],
    [{ seeds: [-1] }, 'seeds', /list|string/],
  ];
  for (const [change, field, allowed] of wrong)
    test(`with ${JSON.stringify(change)} is refused at ${field}`, () => {
      assert.throws(
        () => checkSweep(file(change), '/'),
        (error: Error & { code: string; metadata: { field: string; allowed: string } }) => {
          assert.equal(error.code, 'CHORUS_EXPERIMENT_INVALID');
          assert.equal(error.metadata.field, field);
          assert.match(error.metadata.allowed, allowed);
          return true;
        },
      );
    });

  test('that is not there is refused with the names there are', () => {
    assert.throws(() => loadSweep('fig77'), { code: 'CHORUS_EXPERIMENT_NOT_FOUND', message: /fig7, fig8/ });
  });

  for (const name of sweepNames())
    test(`${name} that comes with Chorus is valid and named as its file`, () => {
      assert.equal(loadSweep(name).name, name);
    });
});
