import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { startBackend, tf } from '@chorus/learning/nn/backend.ts';
import { Sac, sacDefaults } from '@chorus/learning/sac.ts';
import { Random } from '@chorus/phy';
import { findTorch, TorchStep } from '../bench/torch/torch-step.ts';

const python = findTorch();
const skip = python === null ? 'no Python here has torch (Debian: python3-torch)' : false;
const sizes = { observation: 3, action: 2, agents: 4 };
const batch = 8;
const updates = 3;

describe('an update in PyTorch, from the same weights with the same noise', { skip }, () => {
  for (const shape of ['shared', 'paper'] as const) {
    test(`has the same losses in shape ${shape}`, async () => {
      await startBackend();
      // Steps that the second and third update feel.
      const rates = { actorRate: 0.01, criticRate: 0.01, temperatureRate: 0.1, softUpdate: 0.5 };
      const config = {
        ...sacDefaults,
        ...rates,
        shape,
        batch,
        actorLayers: [5, 6],
        criticLayers: [7, 4],
        clip: 1,
      };
      const sac = new Sac(config, sizes, new Random(5, 'weights'));
      const groups = shape === 'paper' ? sizes.agents : 1;
      const random = new Random(6, 'batch');
      const draw = (count: number) => {
        const values = new Float64Array(count);
        random.normals(values);
        return Array.from(Float32Array.from(values));
      };
      const { observation, action, agents } = sizes;
      const counts = [agents * observation, agents * action, groups, agents * observation];
      const given = counts.map((count) => draw(count * batch));
      const tensor = (n: number, first: number, last: number) => tf.tensor3d(given[n], [first, batch, last]);
      const noise = Array.from({ length: updates }, () => [0, 1].map(() => draw(agents * batch * action)));
      const weights = (variables: tf.Variable[]) =>
        variables.map((variable) => Array.from(variable.dataSync()));

      const torch = new TorchStep(python as string);
      after(() => torch.close());
      await torch.make(config, sizes);
      const start = { actor: weights(sac.actor.variables), critic: weights(sac.critic.variables) };
      const theirs = await torch.replay({ ...start, batch: given, noise });

      const played = new Replayed(noise.flat());
      for (const [n, expected] of theirs.entries()) {
        const ours = sac.update(
          {
            size: batch,
            observations: tensor(0, agents, observation),
            raw: tensor(1, agents, action),
            rewards: tensor(2, groups, 1),
            next: tensor(3, agents, observation),
          },
          played,
        );
        for (const name of ['critic', 'actor', 'temperature'] as const) {
          const error = Math.abs(ours[name] - expected[name]);
          assert.ok(
            error <= 1e-4 * Math.max(1, Math.abs(expected[name])),
            `update ${n + 1}, ${name}: ${ours[name]}, in PyTorch ${expected[name]}`,
          );
        }
      }
    });
  }
});

/** Gives noise drawn before, array after array. */
class Replayed extends Random {
  private readonly draws: number[][];

  constructor(draws: number[][]) {
    super(0, 'replayed');
    this.draws = draws.slice();
  }

  override normals(into: Float64Array): void {
    into.set(this.draws.shift() as number[]);
  }
}
