import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { IndicationNotice } from '@chorus/platform/proto.ts';
import { Subscription } from './subscription.ts';

const noticeOf = (nearRtLoop: number): IndicationNotice => ({
  e2NodeId: 'o-du-0',
  nearRtLoop,
  slot: 10 * (nearRtLoop + 1),
  sdlKey: 'o-du-0.NEIGHBOURS',
});

/** A subscriber and the loops that it was told of. */
function subscriberOf(prompt: boolean) {
  const told: number[] = [];
  const state = { listens: true };
  const notify = (notices: readonly IndicationNotice[]) => {
    if (state.listens) told.push(...notices.map(({ nearRtLoop }) => nearRtLoop));
    return state.listens;
  };
  return { told, state, subscriber: { xapp: { name: 'x', replica: 0, replicas: 1 }, prompt, notify } };
}

function subscribed(prompt: boolean) {
  const subscription = new Subscription('NEAR_RT_LOOP', 'NEIGHBOURS');
  const one = subscriberOf(prompt);
  subscription.add(one.subscriber);
  return { subscription, ...one };
}

describe('notices of a subscription', () => {
  it('come once: early to those who asked for it, to the others when the SDL has confirmed', () => {
    for (const [prompt, early] of [
      [true, [1]],
      [false, []],
    ] as const) {
      const { subscription, told } = subscribed(prompt);
      const known = subscription.announceEarly([noticeOf(1)]);
      assert.deepEqual(told, early);
      subscription.announce([noticeOf(1)], known);
      assert.deepEqual(told, [1]);
    }
  });

  it('that come before a subscriber listens are told it when the SDL has confirmed', () => {
    const { subscription, told, state } = subscribed(true);
    state.listens = false;
    const known = subscription.announceEarly([noticeOf(1)]);
    state.listens = true;
    subscription.announce([noticeOf(1)], known);
    assert.deepEqual(told, [1]);
  });

  it('end with the loop until which it listens', () => {
    const { subscription, told, subscriber } = subscribed(true);
    subscription.until.set(subscriber, 3);
    for (const loop of [2, 3, 4])
      subscription.announce([noticeOf(loop)], subscription.announceEarly([noticeOf(loop)]));
    assert.deepEqual(told, [2]);
    assert.equal(subscription.subscribers.size, 0);
  });
});
