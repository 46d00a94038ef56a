import { Random } from '@chorus/phy';
import { LOG_SIGMA } from './actor.ts';
import { tf } from './nn/backend.ts';
import { Mlp } from './nn/mlp.ts';
import type { Batch } from './replay.ts';

/** Section IV of the paper where it has a value; the others say where they come from. */
export interface SacConfig {
  /** `paper`: an actor and joint critics for each agent. `shared`: one of each for all, critics on I_k. */
  shape: 'paper' | 'shared';
  /** Hidden layers of an actor. */
  actorLayers: number[];
  /** Hidden layers of a critic. */
  criticLayers: number[];
  /** gamma, discount of (36). */
  gamma: number;
  /** M_batch. */
  batch: number;
  /** v_theta of (37). */
  softUpdate: number;
  /** Adam's step for actors. BenchMARL has 5e-5 for both, at many more steps than a small machine makes. */
  actorRate: number;
  /** Adam's step for critics. */
  criticRate: number;
  /** v_alpha of (38). */
  temperatureRate: number;
  /** alpha_k at the start. */
  temperature: number;
  /** H-bar of (38) for one dimension of the action; TorchRL takes -1. */
  entropyTarget: number;
  /** log sigma of the policy before training. */
  startLogSigma: number;
  /** Factor on the starting weights of an actor's last layer; at 0 every mean is 0. */
  startScale: number;
  /** Gradients are scaled down to this norm; BenchMARL's value. */
  clip: number;
}

export const sacDefaults: SacConfig = {
  shape: 'shared',
  actorLayers: [128, 128],
  criticLayers: [256, 256],
  gamma: 0.9,
  batch: 512,
  softUpdate: 0.005,
  actorRate: 3e-4,
  criticRate: 3e-4,
  temperatureRate: 3e-4,
  temperature: 0.01,
  entropyTarget: -1,
  startLogSigma: -1.5,
  startScale: 0,
  clip: 5,
};

/** Numbers of one agent, and of how many agents a critic looks at: K in shape `paper`, I in `shared`. */
export interface SacSizes {
  observation: number;
  action: number;
  agents: number;
}

/** What an update measured. */
export interface SacLosses {
  critic: number;
  actor: number;
  temperature: number;
  /** Mean entropy of the policy per dimension. */
  entropy: number;
}

/**
 * Multi-agent soft actor-critic, Section III-A and Algorithm 1 of the paper (Haarnoja et al. 2018, with
 * twin critics and a learnt temperature).
 *
 * G agents learn side by side: G = K in shape `paper`, where critic k sees what all agents see and do; G = 1 in
 * shape `shared`, where the one critic sees its user and the user's neighbours, and the one actor decides
 * for all of them. Tensors of agents are [agents, batch, numbers]; in `shared` the user itself is the first.
 *
 * In `paper` an actor follows its own critic with the others' actions held. In `shared` the parameters are
 * everyone's, so the gradient of the sum of (34) runs through the neighbours' actions too, and an actor
 * learns what its user does to theirs.
 */
export class Sac {
  readonly config: SacConfig;
  readonly sizes: SacSizes;
  /** Outputs mean and log sigma of every action. */
  readonly actor: Mlp;
  /** First the G critics Q_k,1, then the G critics Q_k,2. */
  readonly critic: Mlp;
  readonly target: Mlp;
  /** alpha_k, [G]. */
  readonly temperature: Float32Array;
  readonly optimizers: { actor: tf.AdamOptimizer; critic: tf.AdamOptimizer };
  private readonly groups: number;
  /** 1 where a critic's joint action is its own agent's, [G, 1, agents x action]. */
  private readonly own: tf.Tensor3D;

  constructor(config: SacConfig, sizes: SacSizes, random: Random) {
    const { observation, action, agents } = sizes;
    const groups = config.shape === 'paper' ? agents : 1;
    this.config = config;
    this.sizes = sizes;
    this.groups = groups;
    this.actor = new Mlp(
      {
        sizes: [observation, ...config.actorLayers, 2 * action],
        activation: 'relu',
        groups,
        outputScale: config.startScale,
      },
      random,
    );
    this.startSigma();
    const joint = agents * (observation + action);
    const critics = {
      sizes: [joint, ...config.criticLayers, 1],
      activation: 'relu',
      groups: 2 * groups,
    } as const;
    this.critic = new Mlp(critics, random);
    this.target = new Mlp(critics, random);
    for (const [i, variable] of this.critic.variables.entries()) this.target.variables[i].assign(variable);
    this.temperature = new Float32Array(groups).fill(config.temperature);
    // Adam's epsilon as BenchMARL has it: the default lets small gradients of a settled policy jump.
    const adam = (rate: number) => tf.train.adam(rate, 0.9, 0.999, 1e-6);
    this.optimizers = { actor: adam(config.actorRate), critic: adam(config.criticRate) };
    this.own = tf.tensor3d(
      Float32Array.from({ length: groups * agents * action }, (_, i) => {
        const g = Math.floor(i / (agents * action));
        return Math.floor((i % (agents * action)) / action) === g ? 1 : 0;
      }),
      [groups, 1, agents * action],
    );
  }

  /**
   * Lines 11 to 16 of Algorithm 1, once: critics, actors, temperatures, targets.
   *
   * @param warming leaves the actors as they are, while the critics do not know anything yet
   */
  update(batch: Batch, random: Random, warming = false): SacLosses {
    return tf.tidy(() => {
      const y = tf.tidy(() => this.targets(batch, random));
      const critic = this.minimize(this.optimizers.critic, this.critic, () => this.criticLoss(batch, y));
      const noise = this.noise(batch.size, random);
      // What the others do while each actor of `paper` takes its own step.
      const held = this.groups > 1 ? tf.tanh(this.sample(batch.observations, noise).raw) : null;
      const logPis: tf.Tensor3D[] = [];
      const actor = warming
        ? 0
        : this.minimize(this.optimizers.actor, this.actor, () => {
            const { loss, logPi } = this.actorLoss(batch, noise, held);
            logPis.push(tf.keep(logPi));
            return loss;
          });
      const entropy = warming ? 0 : -this.updateTemperature(logPis[0]);
      tf.dispose(logPis);
      this.updateTarget();
      return {
        critic,
        actor,
        temperature: this.temperature.reduce((a, b) => a + b) / this.groups,
        entropy: entropy / this.sizes.action,
      };
    });
  }

  /**
   * (36): y_k = R_k + gamma (min of the target critics of (o', a') - alpha_k log pi(a_k' | o_k')), a' drawn from the
   * policy. An episode's end is a time limit, so it is no exception.
   */
  private targets({ rewards, next, size }: Batch, random: Random): tf.Tensor3D {
    const { raw, logPi } = this.sample(next, this.noise(size, random));
    const q = this.minimum(this.target, next, this.joint(tf.tanh(raw)));
    return tf.add(rewards, tf.mul(this.config.gamma, tf.sub(q, tf.mul(this.alpha(), logPi))));
  }

  /** (35), for both critics of every agent. */
  private criticLoss({ observations, raw, size }: Batch, y: tf.Tensor3D): tf.Scalar {
    const q = this.evaluate(this.critic, observations, this.joint(tf.tanh(raw)));
    const error = tf.sub(q, tf.concat([y, y], 0));
    return tf.div<tf.Scalar>(tf.sum(tf.square(error)), 2 * size);
  }

  /** (34), with a drawn from the policy by reparametrisation. */
  private actorLoss({ observations, size }: Batch, noise: tf.Tensor3D, held: tf.Tensor3D | null) {
    const { raw, logPi } = this.sample(observations, noise);
    let joint = this.joint(tf.tanh(raw));
    if (held !== null) joint = tf.add(tf.mul(this.own, joint), tf.mul(tf.sub(1, this.own), this.joint(held)));
    const q = this.minimum(this.critic, observations, joint);
    const loss = tf.div<tf.Scalar>(tf.sum(tf.sub(tf.mul(this.alpha(), logPi), q)), size);
    return { loss, logPi };
  }

  /** (38), kept above zero. @returns the mean of log pi */
  private updateTemperature(logPi: tf.Tensor3D): number {
    const { temperatureRate, entropyTarget } = this.config;
    const means = tf.mean(logPi, [1, 2]).dataSync();
    let sum = 0;
    for (const [g, mean] of means.entries()) {
      const step = temperatureRate * (mean + entropyTarget * this.sizes.action);
      this.temperature[g] = Math.max(1e-5, this.temperature[g] + step);
      sum += mean;
    }
    return sum / this.groups;
  }

  /** (37). */
  private updateTarget(): void {
    const { softUpdate } = this.config;
    for (const [i, variable] of this.target.variables.entries()) {
      const moved = tf.mul(softUpdate, tf.sub(this.critic.variables[i], variable));
      variable.assign(tf.add(variable, moved));
    }
  }

  /**
   * a = tanh(raw), raw = mean + sigma n.
   *
   * @param noise n, [agents, batch, action]
   * @returns raw, [agents, batch, action], and log pi of each group's own agent, [G, batch, 1]
   */
  private sample(observations: tf.Tensor3D, noise: tf.Tensor3D) {
    const { agents, observation, action } = this.sizes;
    const size = observations.shape[1];
    // One network for all agents takes them as one long batch.
    const shared = this.groups === 1;
    const output = tf.reshape(
      this.actor.apply(shared ? tf.reshape(observations, [1, agents * size, observation]) : observations),
      [agents, size, 2 * action],
    );
    const mean = tf.slice(output, [0, 0, 0], [-1, -1, action]);
    const logSigma = tf.clipByValue(
      tf.slice(output, [0, 0, action], [-1, -1, action]),
      LOG_SIGMA.low,
      LOG_SIGMA.high,
    );
    const raw = tf.add<tf.Tensor3D>(mean, tf.mul(tf.exp(logSigma), noise));
    const mine = <T extends tf.Tensor3D>(all: T) =>
      tf.slice(all, [0, 0, 0], [this.groups, -1, -1]) as tf.Tensor3D;
    return { raw, logPi: logProbability(mine(raw), mine(logSigma as tf.Tensor3D), mine(noise)) };
  }

  /** @param actions [agents, batch, action]; @returns [G, batch, agents x action] */
  private joint(values: tf.Tensor3D): tf.Tensor3D {
    const [agents, size, numbers] = values.shape;
    const rows = tf.reshape<tf.Rank.R3>(tf.transpose(values, [1, 0, 2]), [1, size, agents * numbers]);
    return this.groups === 1 ? rows : tf.tile(rows, [this.groups, 1, 1]);
  }

  /** Both critics of every agent, [2 G, batch, 1]. */
  private evaluate(
    critic: Mlp,
    observations: tf.Tensor3D,
    actions: tf.Tensor3D,
    frozen = false,
  ): tf.Tensor3D {
    return critic.apply(tf.concat([this.joint(observations), actions], 2), frozen);
  }

  /** The smaller of an agent's two critics, [G, batch, 1]. */
  private minimum(critic: Mlp, observations: tf.Tensor3D, actions: tf.Tensor3D): tf.Tensor3D {
    const [first, second] = tf.split(this.evaluate(critic, observations, actions, true), 2, 0);
    return tf.minimum(first, second);
  }

  private noise(size: number, random: Random): tf.Tensor3D {
    const { agents, action } = this.sizes;
    const values = new Float64Array(agents * size * action);
    random.normals(values);
    return tf.tensor3d(Float32Array.from(values), [agents, size, action]);
  }

  private alpha(): tf.Tensor3D {
    return tf.tensor3d(this.temperature, [this.groups, 1, 1]);
  }

  /** One step of Adam, its gradient no longer than `clip`. @returns the loss */
  private minimize(optimizer: tf.AdamOptimizer, network: Mlp, loss: () => tf.Scalar): number {
    // Frees gradients and their intermediates before the next network asks for as much.
    return tf.tidy(() => {
      const { value, grads } = tf.variableGrads(loss, network.variables);
      const squares = Object.values(grads).map((gradient) => tf.sum(tf.square(gradient)));
      const scale = tf.minimum(1, tf.div(this.config.clip, tf.add(tf.sqrt(tf.addN(squares)), 1e-12)));
      optimizer.applyGradients(
        Object.fromEntries(Object.entries(grads).map(([name, gradient]) => [name, tf.mul(gradient, scale)])),
      );
      return value.dataSync()[0];
    });
  }

  /** The policy starts with little noise and, at a start scale of 0, with mean 0: the closed form under `residual`. */
  private startSigma(): void {
    const bias = this.actor.variables.at(-1) as tf.Variable;
    const { action } = this.sizes;
    const values = Float32Array.from({ length: bias.size }, (_, i) =>
      i % (2 * action) < action ? 0 : this.config.startLogSigma,
    );
    tf.tidy(() => bias.assign(tf.tensor(values, bias.shape)));
  }
}

/**
 * log pi of a = tanh(raw): the normal's density, less log(1 - a^2) for each dimension, written as
 * 2 (log 2 - raw - softplus(-2 raw)) so that it stays finite where tanh saturates.
 *
 * @returns [agents, batch, 1]
 */
function logProbability(raw: tf.Tensor3D, logSigma: tf.Tensor3D, noise: tf.Tensor3D): tf.Tensor3D {
  const normal = tf.sub(tf.mul(-0.5, tf.square(noise)), tf.add(logSigma, 0.5 * Math.log(2 * Math.PI)));
  const squash = tf.mul(2, tf.sub(tf.sub(Math.LN2, raw), tf.softplus(tf.mul(-2, raw))));
  return tf.sum<tf.Tensor3D>(tf.sub(normal, squash), 2, true);
}
