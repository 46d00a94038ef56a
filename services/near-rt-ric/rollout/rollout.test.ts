import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ModelAssignment } from '@chorus/platform/proto.ts';
import { Rollout } from './rollout.ts';

const assignment = (model: string, users: number[] = [0, 1]): ModelAssignment => ({
  policy: 'p',
  model,
  version: 1,
  checksum: 'c',
  url: 'u',
  users,
});

/** A rollout to two members, and what was said to them and by it. */
function rollout(members = ['a', 'b']) {
  const said: string[] = [];
  let newest = 4;
  const one = new Rollout<ModelAssignment>(
    members,
    {
      prepare: (member, { generation }) => said.push(`${member} prepare ${generation}`),
      takeOver: (member, { generation, nearRtLoop }) =>
        said.push(`${member} take ${generation} at ${nearRtLoop}`),
      settle: (_generation, then) => then(newest + 2),
    },
    {
      refused: (policy, reason) => said.push(`refused ${policy}: ${reason}`),
      inForce: (assignments, loop) =>
        said.push(`in force ${assignments.map((a) => a.model).join()} at ${loop}`),
    },
  );
  const take = () => said.splice(0);
  const is = (model: string) => one.standing((a) => a.model === model);
  return { one, take, is, progress: (loop: number) => (newest = loop) };
}

/** Brings a model in force at all members. */
function deploy({ one, take }: ReturnType<typeof rollout>, model: string, generation: number, loop = 6) {
  one.want([assignment(model)]);
  for (const member of one.members) one.ready(member, generation);
  for (const member of one.members) one.took(member, generation, loop);
  return take();
}

describe('a rollout', () => {
  it('asks all, and lets all take over at one loop when all are ready', () => {
    const test = rollout();
    const { one, take, is } = test;
    one.want([assignment('m')]);
    assert.deepEqual(take(), ['a prepare 1', 'b prepare 1']);
    one.ready('a', 1);
    assert.deepEqual(take(), []);
    assert.deepEqual(is('m'), { state: 'on its way', reason: 'waiting for b' });
    test.progress(7);
    one.ready('b', 1);
    assert.deepEqual(take(), ['a take 1 at 9', 'b take 1 at 9']);
    one.took('a', 1, 9);
    assert.deepEqual(take(), []);
    assert.match(JSON.stringify(is('m')), /takes over at near-RT loop 9; waiting for b/);
    one.took('b', 1, 9);
    assert.deepEqual(take(), ['in force m at 9']);
    assert.deepEqual(is('m'), { state: 'in force', nearRtLoop: 9 });
  });

  it('counts from the last member that takes over', () => {
    const { one, take } = rollout();
    one.want([assignment('m')]);
    for (const member of ['a', 'b']) one.ready(member, 1);
    one.took('a', 1, 6);
    one.took('b', 1, 8);
    assert.equal(take().at(-1), 'in force m at 8');
  });

  it('is given up when one refuses: nobody takes over', () => {
    const test = rollout();
    deploy(test, 'old', 1);
    const { one, take, is } = test;
    one.want([assignment('new')]);
    one.ready('a', 2);
    one.refused('b', 2, 'p', 'damaged');
    one.ready('b', 2);
    assert.deepEqual(take(), ['a prepare 2', 'b prepare 2', 'refused p: b: damaged']);
    assert.deepEqual(is('old'), { state: 'in force', nearRtLoop: 6 });
    assert.equal(is('new'), null);
  });

  it('gives way to a newer wish until the takeover, and then lets it wait', () => {
    const test = rollout();
    const { one, take, is } = test;
    one.want([assignment('first')]);
    one.want([assignment('second')]);
    take();
    one.ready('a', 1);
    one.ready('b', 1);
    assert.deepEqual(take(), [], 'the first is out of date');
    one.ready('a', 2);
    one.ready('b', 2);
    one.want([assignment('third')]);
    assert.deepEqual(take(), ['a take 2 at 6', 'b take 2 at 6']);
    assert.match(JSON.stringify(is('third')), /under way/);
    one.took('a', 2, 6);
    one.took('b', 2, 6);
    assert.deepEqual(take(), ['in force second at 6', 'a prepare 3', 'b prepare 3']);
  });

  it('does nothing for what is in force already, and takes a wish back', () => {
    const test = rollout();
    deploy(test, 'm', 1);
    const { one, take } = test;
    one.want([assignment('m')]);
    assert.deepEqual(take(), []);
    one.want([assignment('other')]);
    take();
    one.want([assignment('m')]);
    one.ready('a', 2);
    one.ready('b', 2);
    assert.deepEqual(take(), []);
  });

  it('tells a member that comes back what is in force and what is on its way', () => {
    const test = rollout();
    deploy(test, 'm', 1);
    const { one, take, is } = test;
    one.left('b');
    assert.deepEqual(is('m'), { state: 'on its way', reason: 'b: does not run it yet' });
    one.want([assignment('n')]);
    take();
    one.joined('b');
    assert.deepEqual(take(), ['b prepare 1', 'b take 1 at 0', 'b prepare 2']);
    one.refused('b', 1, 'p', 'unreachable');
    assert.deepEqual(is('m'), { state: 'on its way', reason: 'b: unreachable' });
    one.took('b', 1, 12);
    assert.deepEqual(is('m'), { state: 'in force', nearRtLoop: 6 });
  });

  it('waits for members that have not come yet', () => {
    const { one, take } = rollout();
    one.want([assignment('m')]);
    one.joined('b');
    one.ready('b', 1);
    one.left('b');
    one.ready('a', 1);
    assert.deepEqual(take(), ['a prepare 1', 'b prepare 1', 'b prepare 1']);
    one.joined('b');
    one.ready('b', 1);
    assert.deepEqual(take(), ['b prepare 1', 'a take 1 at 6', 'b take 1 at 6']);
  });

  it('listens to nobody else, and to nothing out of date', () => {
    const { one, take } = rollout(['a']);
    one.want([assignment('m')]);
    take();
    one.ready('a', 7);
    one.refused('a', 7, 'p', 'old');
    one.took('a', 1, 3);
    one.took('z', 1, 3);
    one.ready('z', 1);
    assert.deepEqual(take(), []);
  });

  it('awaits each member once', () => {
    const { one } = rollout(['a']);
    assert.equal(one.awaits('a', 0), false);
    one.want([assignment('m')]);
    one.ready('a', 1);
    assert.equal(one.awaits('a', 1), true);
    one.took('a', 1, 6);
    assert.equal(one.awaits('a', 1), false);
    assert.equal(one.awaits('a', 9), false);
  });

  it('waits for another rollout to be over, and lets it wait until it is itself', () => {
    let free = false;
    const said: string[] = [];
    const one = new Rollout<{ app: string }>(
      ['a'],
      {
        prepare: (_member, { assignments }) => said.push(`prepare ${assignments[0].app}`),
        takeOver: () => said.push('take'),
        settle: (_generation, then) => then(3),
        mayBegin: () => free,
      },
      { refused: () => undefined, inForce: () => said.push('in force'), idle: () => said.push('idle') },
      [{ app: 'own' }],
    );
    one.want([{ app: 'own' }]);
    assert.equal(one.underWay, false, 'it is at work already');
    one.want([{ app: 'new' }]);
    assert.deepEqual([said.splice(0), one.busy, one.underWay], [[], false, true]);
    assert.match(JSON.stringify(one.standing(({ app }) => app === 'new')), /under way/);
    free = true;
    one.resume();
    assert.equal(one.busy, true);
    one.ready('a', 1);
    one.took('a', 1, 3);
    assert.deepEqual(said, ['prepare new', 'take', 'in force', 'idle']);
    assert.equal(one.underWay, false);
  });

  it('takes no other plan while its members are asked for their loops', () => {
    const said: string[] = [];
    let settle: (loop: number) => void = () => undefined;
    const one = new Rollout<{ app: string }>(
      ['a'],
      {
        prepare: (_member, { assignments }) => said.push(`prepare ${assignments[0].app}`),
        takeOver: (_member, { nearRtLoop }) => said.push(`take at ${nearRtLoop}`),
        settle: (_generation, then) => (settle = then),
      },
      { refused: () => undefined, inForce: () => undefined },
    );
    one.want([{ app: 'first' }]);
    one.ready('a', 1);
    one.want([{ app: 'second' }]);
    assert.deepEqual(said, ['prepare first']);
    settle(7);
    one.took('a', 1, 7);
    assert.deepEqual(said, ['prepare first', 'take at 7', 'prepare second']);
  });
});
