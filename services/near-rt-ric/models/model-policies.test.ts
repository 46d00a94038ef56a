import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MODEL } from '@chorus/platform/policy-types.ts';
import type { ModelAssignment } from '@chorus/platform/proto.ts';
import { pino } from 'pino';
import { A1Mediator } from '../a1/mediator.ts';
import { modelType, type ModelPolicy } from '../a1/model-type.ts';
import { ModelPolicies } from './model-policies.ts';
import type { Standing } from '../rollout/rollout.ts';

const K = 4;
const checksum = 'ab'.repeat(32);
const policy = (model: string, change: Partial<ModelPolicy> = {}): ModelPolicy => ({
  model,
  version: 1,
  checksum,
  url: `http://registry/models/${model}/1`,
  target: 'xapp',
  ...change,
});

/** Policies over rollouts that are at once where the test says. */
function policies(members = ['xapp-actor-0']) {
  const wanted: Record<string, ModelAssignment[]> = { xapp: [], odu: [] };
  let standing: Standing = { state: 'in force', nearRtLoop: 7 };
  const rolloutOf = (target: string) => ({
    members,
    want: (assignments: ModelAssignment[]) => void (wanted[target] = assignments),
    standing: (isIt: (one: ModelAssignment) => boolean) => (wanted[target].some(isIt) ? standing : null),
  });
  const one = new ModelPolicies(
    { rollouts: { xapp: rolloutOf('xapp'), odu: rolloutOf('odu') }, log: pino({ level: 'silent' }) },
    { users: K, slotOf: { xapp: (loop) => 10 * loop + 1, odu: (loop) => 10 * loop + 1 } },
  );
  /** Model by user. */
  const byUser = () => {
    const models = new Array<string | null>(K).fill(null);
    for (const { model, users } of wanted['xapp']) for (const k of users) models[k] = model;
    return models;
  };
  return { one, wanted, byUser, stand: (next: Standing) => (standing = next) };
}

describe('policy type 20101, model', () => {
  it('refuses what breaks its schema, by field', () => {
    const a1 = new A1Mediator();
    a1.addType(modelType(K), policies().one);
    for (const [field, change] of [
      ['model', { model: 'No Name' }],
      ['version', { version: 0 }],
      ['checksum', { checksum: 'abc' }],
      ['url', { url: 'file:///etc/passwd' }],
      ['users.0', { users: [K] }],
      ['users', { users: [] }],
      ['target', { target: 'ru' as 'odu' }],
    ] as [string, Partial<ModelPolicy>][])
      assert.throws(() => a1.putPolicy(String(MODEL), 'p', policy('m', change)), {
        code: 'CHORUS_A1_INVALID',
        message: new RegExp(`^${field} is`),
      });
    a1.putPolicy(String(MODEL), 'p', policy('m'));
    assert.equal(a1.status(String(MODEL), 'p').enforceStatus, 'ENFORCED');
  });

  it('lets the policy that was put last hold for a user, and gives back what was below', () => {
    const { one, byUser } = policies();
    one.put('all', policy('a'));
    one.put('some', policy('b', { users: [1, 2] }));
    assert.deepEqual(byUser(), ['a', 'b', 'b', 'a']);
    one.put('all', policy('c'));
    assert.deepEqual(byUser(), ['c', 'c', 'c', 'c']);
    assert.match(one.status('some').enforceReason, /later policies hold/);
    one.remove('all');
    assert.deepEqual(byUser(), [null, 'b', 'b', null]);
    one.remove('some');
    assert.deepEqual(byUser(), [null, null, null, null]);
  });

  it('says since which loop and slot a model is in force, or what it waits for', () => {
    const { one, stand } = policies();
    one.put('p', policy('m'));
    assert.deepEqual(one.status('p'), {
      enforceStatus: 'ENFORCED',
      enforceReason: 'in force since near-RT loop 7, slot 71',
      nearRtLoop: 7,
      slot: 71,
    });
    stand({ state: 'on its way', reason: 'waiting for xapp-actor-1' });
    assert.deepEqual(one.status('p'), {
      enforceStatus: 'NOT_ENFORCED',
      enforceReason: 'waiting for xapp-actor-1',
    });
    assert.equal(one.status('none').enforceStatus, 'NOT_ENFORCED');
  });

  it('keeps the model of before in its place when a new one is refused', () => {
    const { one, byUser, wanted } = policies();
    one.put('all', policy('a'));
    one.put('some', policy('b', { users: [1] }));
    one.inForce(wanted['xapp']);
    one.put('all', policy('bad'));
    assert.deepEqual(byUser(), ['bad', 'bad', 'bad', 'bad']);
    one.refused('xapp', 'all', 'xapp-actor-0: damaged');
    assert.deepEqual(byUser(), ['a', 'b', 'a', 'a']);
    assert.deepEqual(one.status('all'), {
      enforceStatus: 'NOT_ENFORCED',
      enforceReason: 'xapp-actor-0: damaged; a version 1 stays in force',
      refused: true,
    });
    one.put('all', policy('good'));
    assert.deepEqual(byUser(), ['good', 'good', 'good', 'good']);
    assert.equal(one.status('all').enforceStatus, 'ENFORCED');
  });

  it('carries out nothing of a first model that is refused', () => {
    const { one, byUser } = policies();
    one.put('p', policy('bad'));
    one.refused('xapp', 'p', 'xapp-actor-0: damaged');
    assert.deepEqual(byUser(), [null, null, null, null]);
    assert.match(one.status('p').enforceReason, /what was before stays in force/);
  });

  it('gives O-DUs the one that was put last', () => {
    const { one, wanted } = policies();
    one.put('x', policy('x', { target: 'odu' }));
    one.put('y', policy('y', { target: 'odu' }));
    assert.deepEqual(
      wanted['odu'].map(({ model, users }) => [model, users]),
      [['y', []]],
    );
    assert.deepEqual(wanted['xapp'], []);
    one.put('y', policy('y'));
    assert.deepEqual(
      wanted['odu'].map(({ model }) => model),
      ['x'],
      'a policy that changes sides leaves the old one',
    );
  });

  it('says so where there is nobody to run it', () => {
    const { one } = policies([]);
    one.put('p', policy('m'));
    assert.match(one.status('p').enforceReason, /nobody runs it/);
  });
});
