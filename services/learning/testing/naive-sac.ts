import type { Random } from '@chorus/phy';
import { clampLogSigma } from '../actor.ts';
import { tf } from '../nn/backend.ts';
import type { Mlp } from '../nn/mlp.ts';
import { Network } from '../nn/network.ts';
import type { Batch } from '../replay.ts';
import type { Sac } from '../sac.ts';

/** A batch in plain arrays: [agents or G][draw][numbers]. */
export interface Experience {
  observations: number[][][];
  raw: number[][][];
  rewards: number[][][];
  next: number[][][];
}

export function drawExperience(sac: Sac, size: number, uniform: () => number): Experience {
  const { observation, action, agents } = sac.sizes;
  const groups = sac.temperature.length;
  const numbers = (first: number, last: number) =>
    each(first, () => each(size, () => each(last, () => Math.fround(2 * uniform() - 1))));
  return {
    observations: numbers(agents, observation),
    raw: numbers(agents, action),
    rewards: numbers(groups, 1),
    next: numbers(agents, observation),
  };
}

export function toBatch({ observations, raw, rewards, next }: Experience): Batch {
  return {
    size: raw[0].length,
    observations: tf.tensor3d(observations),
    raw: tf.tensor3d(raw),
    rewards: tf.tensor3d(rewards),
    next: tf.tensor3d(next),
  };
}

/** A network of each group, without TensorFlow.js. */
async function networksOf(mlp: Mlp): Promise<Network[]> {
  return Promise.all(each(mlp.init.groups, async (g) => new Network(mlp.init, await mlp.weights(g))));
}

/** log of the density of a = tanh(raw) where raw is normal: p(raw) over da / draw, dimension by dimension. */
export function logDensity(raw: number, mean: number, sigma: number): number {
  const normal = Math.exp(-0.5 * ((raw - mean) / sigma) ** 2) / (sigma * Math.sqrt(2 * Math.PI));
  return Math.log(normal / (1 - Math.tanh(raw) ** 2));
}

/** (34) to (36) and (38) of a learner as its weights are, in plain loops over numbers. */
export class NaiveSac {
  readonly sac: Sac;
  private readonly actors: Network[];
  private readonly critics: Network[];
  private readonly targets: Network[];

  private constructor(sac: Sac, actors: Network[], critics: Network[], targets: Network[]) {
    this.sac = sac;
    this.actors = actors;
    this.critics = critics;
    this.targets = targets;
  }

  static async of(sac: Sac): Promise<NaiveSac> {
    const [actors, critics, targets] = await Promise.all([sac.actor, sac.critic, sac.target].map(networksOf));
    return new NaiveSac(sac, actors, critics, targets);
  }

  /** Losses of an update with the noise that this source gives: first for o', then for o. */
  losses({ observations, raw, rewards, next }: Experience, random: Random) {
    const { sac } = this;
    const groups = sac.temperature.length;
    const size = raw[0].length;
    const [later, now] = [this.noise(size, random), this.noise(size, random)];
    const result = { critic: 0, actor: 0, logPi: each(groups, () => 0) };
    for (let b = 0; b < size; b++) {
      const at = <T>(values: T[][]) => values.map((draws) => draws[b]);
      const after = this.act(at(next), at(later));
      const before = this.act(at(observations), at(now));
      for (let g = 0; g < groups; g++) {
        const alpha = sac.temperature[g];
        // (36)
        const bootstrap = this.smaller(this.targets, g, at(next), after.raw) - alpha * after.logPi[g];
        const y = rewards[g][b][0] + sac.config.gamma * bootstrap;
        // (35)
        for (const critic of this.pair(this.critics, g))
          result.critic += (this.value(critic, at(observations), at(raw)) - y) ** 2 / (2 * size);
        // (34)
        const q = this.smaller(this.critics, g, at(observations), before.raw);
        result.actor += (alpha * before.logPi[g] - q) / size;
        result.logPi[g] += before.logPi[g] / size;
      }
    }
    return result;
  }

  private act(observations: number[][], noise: number[][]) {
    const { action } = this.sac.sizes;
    const logPi: number[] = [];
    const raw = observations.map((o, m) => {
      const actor = this.actors[m % this.actors.length];
      actor.input.set(o);
      const output = Array.from(actor.run());
      const sigma = output.slice(action).map((value) => Math.exp(clampLogSigma(value)));
      const drawn = sigma.map((s, i) => output[i] + s * noise[m][i]);
      logPi.push(drawn.reduce((sum, x, i) => sum + logDensity(x, output[i], sigma[i]), 0));
      return drawn;
    });
    return { raw, logPi };
  }

  /** Q of everyone's observations, then everyone's actions. */
  private value(critic: Network, observations: number[][], raw: number[][]): number {
    critic.input.set([...observations.flat(), ...raw.flat().map(Math.tanh)]);
    return critic.run()[0];
  }

  private pair(critics: Network[], g: number): [Network, Network] {
    return [critics[g], critics[critics.length / 2 + g]];
  }

  private smaller(critics: Network[], g: number, observations: number[][], raw: number[][]): number {
    return Math.min(...this.pair(critics, g).map((critic) => this.value(critic, observations, raw)));
  }

  private noise(size: number, random: Random): number[][][] {
    const { agents, action } = this.sac.sizes;
    return each(agents, () => each(size, () => each(action, () => random.normal())));
  }
}

const each = <T>(n: number, at: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => at(i));
