import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Random } from '@chorus/phy';
import { assertClose, assertWithin } from '@chorus/phy/testing/expect.ts';
import { Source } from '@chorus/phy/testing/source.ts';
import { startBackend, tf } from './nn/backend.ts';
import type { Mlp } from './nn/mlp.ts';
import { weightCount } from './nn/network.ts';
import { disposeBatch } from './replay.ts';
import { Sac, sacDefaults, type SacConfig, type SacSizes } from './sac.ts';
import { drawExperience, logDensity, NaiveSac, toBatch, type Experience } from './testing/naive-sac.ts';

await startBackend();

const source = new Source(951);
const sizes: SacSizes = { observation: 2, action: 2, agents: 3 };
/** Nothing moves, so that every loss is that of the weights as they are. */
const still: SacConfig = {
  ...sacDefaults,
  actorLayers: [4],
  criticLayers: [5],
  actorRate: 0,
  criticRate: 0,
  temperatureRate: 0,
  softUpdate: 0,
  temperature: 0.3,
};
const shapes = ['paper', 'shared'] as const;

/** A learner all of whose networks are drawn, none equal to another. */
function drawSac(changes: Partial<SacConfig>, shape: SacSizes = sizes): Sac {
  const sac = new Sac({ ...still, ...changes }, shape, new Random(1, 'sac'));
  for (const mlp of [sac.actor, sac.critic, sac.target]) setWeights(mlp, () => 0.5 * source.normal());
  for (let g = 0; g < sac.temperature.length; g++) sac.temperature[g] = 0.1 + 0.1 * g;
  return sac;
}

function setWeights(mlp: Mlp, value: (g: number, i: number) => number): void {
  const { groups, sizes: layers } = mlp.init;
  mlp.setWeights(
    Array.from({ length: groups }, (_, g) =>
      Float32Array.from({ length: weightCount(layers) }, (_weight, i) => value(g, i)),
    ),
  );
}

const weightsOf = (mlp: Mlp) =>
  Promise.all(Array.from({ length: mlp.init.groups }, (_, g) => mlp.weights(g)));

function update(sac: Sac, experience: Experience, warming = false) {
  const batch = toBatch(experience);
  const losses = sac.update(batch, new Random(7, 'update'), warming);
  disposeBatch(batch);
  return losses;
}

const experienceFor = (sac: Sac, size = 8) => drawExperience(sac, size, () => source.uniform());

for (const shape of shapes) {
  describe(`in shape \`${shape}\``, () => {
    test('losses are (35) on targets (36), and (34)', async () => {
      const sac = drawSac({ shape });
      const experience = experienceFor(sac);
      const expected = (await NaiveSac.of(sac)).losses(experience, new Random(7, 'update'));
      const actual = update(sac, experience);
      assertClose([actual.critic], [expected.critic], 1e-4, 'critic loss');
      assertClose([actual.actor], [expected.actor], 1e-4, 'actor loss');
      const mean = expected.logPi.reduce((a, b) => a + b) / expected.logPi.length;
      assertClose([actual.entropy], [-mean / sizes.action], 1e-4, 'entropy');
    });

    test('without discount a critic is held against the reward alone', async () => {
      const sac = drawSac({ shape, gamma: 0 });
      const experience = experienceFor(sac);
      setWeights(sac.critic, () => 0);
      const squares = experience.rewards.flat(2).map((reward) => reward ** 2);
      const expected = squares.reduce((a, b) => a + b) / 8;
      assertClose([update(sac, experience).critic], [expected], 1e-5);
    });

    test('temperatures follow (38), each by its own policy, and stay above zero', async () => {
      const sac = drawSac({ shape, temperatureRate: 0.01, entropyTarget: -0.7 });
      sac.temperature[0] = 1e-5;
      // The first agent's policy is certain of nothing, so that its temperature should fall.
      const experience = experienceFor(sac);
      const before = sac.temperature.slice();
      const { logPi } = (await NaiveSac.of(sac)).losses(experience, new Random(7, 'update'));
      const losses = update(sac, experience);
      const expected = logPi.map((mean, g) => Math.max(1e-5, before[g] + 0.01 * (mean - 0.7 * sizes.action)));
      assertClose(sac.temperature, expected, 1e-4);
      assert.ok(expected.some((value, g) => value !== before[g]));
      const mean = expected.reduce((a, b) => a + b) / expected.length;
      assertClose([losses.temperature], [mean], 1e-4);
    });

    test('targets follow (37), with nothing else moving', async () => {
      const sac = drawSac({ shape, softUpdate: 0.25 });
      const [actor, critic, target] = await Promise.all([sac.actor, sac.critic, sac.target].map(weightsOf));
      update(sac, experienceFor(sac));
      assert.deepEqual(await weightsOf(sac.actor), actor);
      assert.deepEqual(await weightsOf(sac.critic), critic);
      for (const [g, weights] of (await weightsOf(sac.target)).entries())
        assertClose(
          weights,
          target[g].map((from, i) => 0.75 * from + 0.25 * critic[g][i]),
          1e-6,
        );
    });

    test('both networks take a step of Adam down their own losses', async () => {
      const sac = drawSac({ shape, criticRate: 1e-3, actorRate: 1e-3 });
      const experience = experienceFor(sac, 32);
      const [critic, actor] = await Promise.all([sac.critic, sac.actor].map(weightsOf));
      const before = update(sac, experience);
      // Same noise, same targets: nothing but the step lies between.
      setWeights(sac.actor, (g, i) => actor[g][i]);
      const after = update(sac, experience);
      assert.ok(after.critic < before.critic, `${after.critic} from ${before.critic}`);
      const moved = (await weightsOf(sac.critic)).flatMap((weights, g) =>
        Array.from(weights, (weight, i) => Math.abs(weight - critic[g][i])),
      );
      assert.ok(Math.max(...moved) <= 2.1e-3, 'a step is no longer than the rate');
    });

    test('the actors follow (34) down', async () => {
      const sac = drawSac({ shape, actorRate: 1e-3 });
      const experience = experienceFor(sac, 32);
      const first = update(sac, experience).actor;
      assert.ok(update(sac, experience).actor < first);
    });

    test('warming leaves actors and temperatures as they are', async () => {
      const sac = drawSac({ shape, actorRate: 1, criticRate: 1e-3, temperatureRate: 1 });
      const actor = await weightsOf(sac.actor);
      const temperature = sac.temperature.slice();
      const critic = await weightsOf(sac.critic);
      update(sac, experienceFor(sac), true);
      assert.deepEqual(await weightsOf(sac.actor), actor);
      assert.deepEqual(sac.temperature, temperature);
      assert.notDeepEqual(await weightsOf(sac.critic), critic);
    });

    test('updates leave no tensor behind', () => {
      const sac = drawSac({ shape, actorRate: 1e-3, criticRate: 1e-3 });
      const experience = experienceFor(sac);
      update(sac, experience);
      const before = tf.memory().numTensors;
      for (let n = 0; n < 5; n++) update(sac, experience, n % 2 === 1);
      assert.equal(tf.memory().numTensors, before);
    });

    test('runs of one seed are alike to the last bit', async () => {
      const run = async () => {
        const sac = new Sac(
          { ...sacDefaults, ...still, shape, actorRate: 1e-2, criticRate: 1e-2 },
          sizes,
          new Random(3, 'sac'),
        );
        const drawn = new Source(5);
        const random = new Random(4, 'update');
        const losses = Array.from({ length: 4 }, () => {
          const batch = toBatch(drawExperience(sac, 8, () => drawn.uniform()));
          const result = sac.update(batch, random);
          disposeBatch(batch);
          return result;
        });
        return { losses, actor: await weightsOf(sac.actor), critic: await weightsOf(sac.critic) };
      };
      assert.deepEqual(await run(), await run());
    });
  });
}

describe('a critic', () => {
  /** Linear critics of one agent's actions. */
  const linear = (shape: SacConfig['shape'], weightsOn: (critic: number, agent: number) => number) => {
    const sac = drawSac({ shape, criticLayers: [], actorRate: 1e-2, temperature: 0 });
    const { observation, action, agents } = sizes;
    const groups = sac.temperature.length;
    sac.temperature.fill(0);
    setWeights(sac.critic, (g, i) => {
      const at = i - agents * observation;
      return at < 0 || at >= agents * action ? 0 : weightsOn(g % groups, Math.floor(at / action));
    });
    return sac;
  };
  const moved = async (sac: Sac) => {
    const before = await weightsOf(sac.actor);
    update(sac, experienceFor(sac));
    const after = await weightsOf(sac.actor);
    return after.map((weights, g) => weights.some((weight, i) => weight !== before[g][i]));
  };

  test('of `paper` moves its own actor only', async () => {
    for (let k = 0; k < sizes.agents; k++) {
      const sac = linear('paper', (critic) => (critic === k ? 1 : 0));
      assert.deepEqual(
        await moved(sac),
        [0, 1, 2].map((g) => g === k),
      );
    }
  });

  test("of `paper` does not move its actor by the others' actions", async () => {
    const sac = linear('paper', (critic, agent) => (critic === agent ? 0 : 1));
    assert.deepEqual(await moved(sac), [false, false, false]);
  });

  test("of `shared` moves the actor by a neighbour's actions too", async () => {
    assert.deepEqual(await moved(linear('shared', (_, agent) => (agent === 2 ? 1 : 0))), [true]);
    assert.deepEqual(await moved(linear('shared', () => 0)), [false]);
  });

  test('of the pair that is larger takes no part in (34)', async () => {
    const sac = linear('paper', () => 1);
    const groups = sizes.agents;
    // The second critics: the same, and a thousand more.
    const bias = weightCount(sac.critic.init.sizes) - 1;
    const weights = await weightsOf(sac.critic);
    sac.critic.setWeights(
      weights.map((all, g) => all.map((weight, i) => (g < groups ? weight : i === bias ? 1000 : -weight))),
    );
    const experience = experienceFor(sac);
    const expected = (await NaiveSac.of(sac)).losses(experience, new Random(7, 'update')).actor;
    assertClose([update(sac, experience).actor], [expected], 1e-4);
    assert.ok(Math.abs(expected) < 100);
  });
});

describe('the density of a = tanh(raw)', () => {
  test('that the losses are held against integrates to one', () => {
    for (const [mean, sigma] of [
      [0, 1],
      [0.8, 0.3],
      [-1.5, 0.7],
    ]) {
      let integral = 0;
      const steps = 200_000;
      for (let n = 0; n < steps; n++) {
        const a = -1 + (2 * n + 1) / steps;
        integral += (Math.exp(logDensity(Math.atanh(a), mean, sigma)) * 2) / steps;
      }
      assertWithin(integral, 1, 1e-4, `integral at mean ${mean}, sigma ${sigma}`);
    }
  });

  test('keeps losses finite where tanh saturates and where log sigma is out of bounds', () => {
    for (const value of [60, -60]) {
      const sac = drawSac({ shape: 'shared' });
      setWeights(sac.actor, () => value);
      for (const loss of Object.values(update(sac, experienceFor(sac)))) assert.ok(Number.isFinite(loss));
    }
  });
});

test('a learner starts with mean 0, log sigma as configured and targets equal to the critics', async () => {
  const sac = new Sac({ ...still, shape: 'paper', startLogSigma: -0.5 }, sizes, new Random(1, 'sac'));
  const [actor] = await weightsOf(sac.actor);
  assert.deepEqual(Array.from(actor.slice(-4)), [0, 0, -0.5, -0.5]);
  assert.ok(
    actor.slice(-20, -4).every((weight) => weight === 0),
    'kernel of the last layer',
  );
  assert.deepEqual(await weightsOf(sac.target), await weightsOf(sac.critic));
  assert.equal(sac.critic.init.groups, 6);
  assert.equal(new Set((await weightsOf(sac.critic)).map((weights) => weights.join())).size, 6);
});
