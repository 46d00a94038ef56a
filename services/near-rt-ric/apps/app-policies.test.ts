import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AppAssignment, AppTarget } from '@chorus/platform/proto.ts';
import { pino } from 'pino';
import type { Standing } from '../rollout/rollout.ts';
import { AppPolicies } from './app-policies.ts';

const own = { scheme: 'proposed', xapp: 'closed-form', precoder: 'served', multiplier: 'newton' };

/** Policies over a rollout that only remembers what is wanted. */
function policies({ hosts = true, externals = ['mine'] } = {}) {
  let wanted: AppAssignment[] = [];
  const rollout = {
    want: (assignments: AppAssignment[]) => (wanted = assignments),
    standing: (isIt: (one: AppAssignment) => boolean): Standing | null =>
      wanted.some(isIt) ? { state: 'in force', nearRtLoop: 5 } : null,
  };
  const one = new AppPolicies(
    {
      rollout,
      external: (name) => (externals.includes(name) ? 'filters' : null),
      inForce: () => own,
      log: pino({ level: 'silent' }),
    },
    { own: { ...own, xapp: hosts ? own.xapp : null }, hosts, slotOf: (loop) => 10 * loop + 1 },
  );
  const put = (id: string, target: AppTarget, app: string) => one.put(id, { target, app });
  const wants = () => Object.fromEntries(wanted.map(({ target, app }) => [target, app]));
  return { one, put, wants, wanted: () => wanted };
}

describe('policies on apps', () => {
  it('hold in the order in which they were put; a scheme sets xApp and precoder', () => {
    const { one, put, wants } = policies();
    put('m', 'multiplier', 'bisection');
    put('x', 'xapp', 'actor');
    assert.deepEqual(wants(), { ...own, xapp: 'actor', multiplier: 'bisection' });
    put('s', 'scheme', 'c-rzf');
    const central = { scheme: 'c-rzf', xapp: 'c-rzf', precoder: 'relay', multiplier: 'bisection' };
    assert.deepEqual(wants(), central);
    put('x', 'xapp', 'p-rzf');
    assert.deepEqual(wants(), { ...central, xapp: 'p-rzf' });
    one.remove('x');
    assert.deepEqual(wants(), central);
    one.remove('s');
    one.remove('m');
    assert.deepEqual(wants(), own);
  });

  it('say that a scheme without xApp has none, and what an external one gives', () => {
    const { put, wanted } = policies();
    put('s', 'scheme', 'd-rzf');
    const xapp = () => wanted().find(({ target }) => target === 'xapp');
    assert.deepEqual(xapp(), {
      policy: 's',
      target: 'xapp',
      app: '',
      external: false,
      gives: 'none',
      order: 1,
    });
    put('x', 'xapp', 'mine');
    assert.deepEqual(xapp(), {
      policy: 'x',
      target: 'xapp',
      app: 'mine',
      external: true,
      gives: 'filters',
      order: 2,
    });
  });

  it('that are refused leave in force what they had, and say why', () => {
    const { one, put, wants, wanted } = policies();
    put('p', 'precoder', 'wide');
    one.inForce(wanted(), 5);
    put('p', 'precoder', 'broken');
    one.refused('p', 'o-du-0: it throws');
    assert.equal(wants()['precoder'], 'wide');
    const { refused, enforceReason } = one.status('p');
    assert.deepEqual([refused, enforceReason], [true, 'o-du-0: it throws; precoder served stays in force']);
  });

  it('that are in force as they are are not to blame: the newest that is not is, and nothing is asked for twice', () => {
    const { one, put, wants, wanted } = policies();
    put('p', 'precoder', 'mine.ts');
    one.inForce(wanted(), 5);
    put('m', 'multiplier', 'bisection');
    one.refused('p', 'o-du-0: it does not load any more');
    assert.equal(one.status('m').refused, true);
    assert.equal(one.status('p').enforceStatus, 'ENFORCED');
    assert.deepEqual(wants(), { ...own, precoder: 'mine.ts' });
    const before = wanted();
    one.refused('p', 'o-du-0: it does not load any more');
    assert.equal(wanted(), before);
  });

  it('are in force since their own takeover, whatever came later', () => {
    const { one, put, wanted } = policies();
    put('p', 'precoder', 'wide');
    one.inForce(wanted(), 5);
    put('m', 'multiplier', 'bisection');
    one.inForce(wanted(), 9);
    assert.deepEqual([one.status('p').nearRtLoop, one.status('p').slot], [5, 51]);
    assert.equal(one.status('m').nearRtLoop, 9);
  });

  it('that later ones override say so', () => {
    const { one, put } = policies();
    put('x', 'xapp', 'actor');
    put('s', 'scheme', 'c-rzf');
    assert.match(one.status('x').enforceReason, /a later policy holds/);
  });

  it('blame the newest of those that do not fit each other', () => {
    const { one, put, wanted } = policies();
    put('p', 'precoder', 'wide');
    put('x', 'xapp', 'c-rzf');
    assert.equal(one.newest(wanted(), ['xapp', 'precoder']), 'x');
    assert.equal(one.newest(wanted(), ['multiplier']), '');
  });

  it('give up an external xApp that has gone, also where it was in force', () => {
    const { one, put, wants, wanted } = policies();
    put('x', 'xapp', 'mine');
    one.inForce(wanted(), 5);
    assert.equal(one.gone('other'), false);
    assert.equal(one.gone('mine'), true);
    assert.equal(wants()['xapp'], 'closed-form');
    assert.equal(one.status('x').refused, true);
  });

  it('are refused where no process can run an xApp, unless an external one has its name', () => {
    const { one, put, wants } = policies({ hosts: false });
    put('x', 'xapp', 'closed-form');
    assert.match(one.status('x').enforceReason, /no process can run xApp closed-form/);
    assert.equal(wants()['xapp'], '');
    put('x', 'xapp', 'mine');
    assert.equal(wants()['xapp'], 'mine');
  });
});
