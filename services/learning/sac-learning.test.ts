import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Random } from '@chorus/phy';
import { assertWithin } from '@chorus/phy/testing/expect.ts';
import { startBackend, tf } from './nn/backend.ts';
import { disposeBatch, Replay } from './replay.ts';
import { Sac, sacDefaults, type SacConfig } from './sac.ts';

await startBackend();

const sizes = { observation: 1, action: 1, agents: 2 };

/** Where an agent wants its own action, and where the other's. */
const wish = { own: 0.3, other: -0.4 };

/**
 * A game of two agents: R_k = -(a_k - own)^2 - (a_other - other)^2 / 2. An agent by itself plays `own`; together they
 * play what is best for the sum, (2 own + other) / 3.
 */
function play(replay: Replay, steps: number, random: Random): void {
  for (let n = 0; n < steps; n++) {
    const a = [0, 1].map(() => 1.8 * random.uniform() - 0.9);
    replay.add({
      observations: Float32Array.from([1, 1]),
      raw: Float32Array.from(a, Math.atanh),
      rewards: Float32Array.from(
        [0, 1],
        (k) => -((a[k] - wish.own) ** 2) - 0.5 * (a[1 - k] - wish.other) ** 2,
      ),
      next: Float32Array.from([1, 1]),
      agents: Uint16Array.from([0, 1, 1, 0]),
    });
  }
}

/** The mean action of every actor, [G], after so many updates. */
function learn(shape: SacConfig['shape'], updates: number): number[] {
  const config: SacConfig = {
    ...sacDefaults,
    shape,
    actorLayers: [8],
    criticLayers: [128],
    gamma: 0.3,
    batch: 256,
    softUpdate: 0.1,
    actorRate: 1e-2,
    criticRate: 1e-2,
    temperatureRate: 1e-3,
    entropyTarget: -2,
  };
  const sac = new Sac(config, sizes, new Random(1, 'sac'));
  const replay = new Replay(500, sizes, shape);
  const random = new Random(2, 'game');
  play(replay, 500, random);
  for (let n = 0; n < updates; n++) {
    const batch = replay.sample(config.batch, random);
    sac.update(batch, random, n < 60);
    disposeBatch(batch);
  }
  const { groups } = sac.actor.init;
  const output = tf.tidy(() => sac.actor.apply(tf.ones([groups, 1, 1])).dataSync());
  return Array.from({ length: groups }, (_, g) => Math.tanh(output[2 * g]));
}

describe('multi-agent SAC learns a game', () => {
  test('in shape `shared` to the best for all: an actor minds what its action does to the other', () => {
    const [action] = learn('shared', 120);
    assertWithin(action, (2 * wish.own + wish.other) / 3, 0.1, 'action');
  });

  test('in shape `paper` to the best of each: an actor follows its own critic', () => {
    const actions = learn('paper', 120);
    assert.equal(actions.length, 2);
    for (const [k, action] of actions.entries()) assertWithin(action, wish.own, 0.1, `action of agent ${k}`);
  });
});
