import { Random } from '@chorus/phy';
import { tf } from './nn/backend.ts';

/** Joint experience (o, o', a, R) of M_batch draws, as {@link Sac} takes it. */
export interface Batch {
  size: number;
  /** [agents, batch, observation] */
  observations: tf.Tensor3D;
  /** Actions before tanh, [agents, batch, action]. */
  raw: tf.Tensor3D;
  /** [G, batch, 1] */
  rewards: tf.Tensor3D;
  /** o', [agents, batch, observation]. */
  next: tf.Tensor3D;
}

/** One near-RT loop of a network of K users: what a replay buffer keeps. */
export interface Step {
  /** [K, observation] */
  observations: Float32Array;
  /** Before tanh, [K, action]. */
  raw: Float32Array;
  /** R_k(n), [K]. */
  rewards: Float32Array;
  /** [K, observation] */
  next: Float32Array;
  /** Whom the critic of each user looks at, the user itself first, [K, agents]. */
  agents: Uint16Array;
}

/**
 * B of Algorithm 1: the last `capacity` near-RT loops, of networks of any size.
 *
 * Shape `paper` draws near-RT loops with all K users; `shared` draws users with their neighbours.
 */
export class Replay {
  readonly capacity: number;
  readonly steps: Step[] = [];
  private readonly sizes: { observation: number; action: number; agents: number };
  private readonly joint: boolean;
  /** Where the next step goes once the buffer is full. */
  oldest = 0;

  constructor(
    capacity: number,
    sizes: { observation: number; action: number; agents: number },
    shape: 'paper' | 'shared',
  ) {
    this.capacity = capacity;
    this.sizes = sizes;
    this.joint = shape === 'paper';
  }

  add(step: Step): void {
    if (this.steps.length < this.capacity) this.steps.push(step);
    else {
      this.steps[this.oldest] = step;
      this.oldest = (this.oldest + 1) % this.capacity;
    }
  }

  sample(size: number, random: Random): Batch {
    const { observation, action, agents } = this.sizes;
    const groups = this.joint ? agents : 1;
    const o = new Float32Array(agents * size * observation);
    const a = new Float32Array(agents * size * action);
    const r = new Float32Array(groups * size);
    const next = new Float32Array(agents * size * observation);
    for (let b = 0; b < size; b++) {
      const step = this.steps[Math.floor(random.uniform() * this.steps.length)];
      const user = this.joint ? 0 : Math.floor(random.uniform() * step.rewards.length);
      for (let m = 0; m < agents; m++) {
        const k = this.joint ? m : step.agents[user * agents + m];
        const to = m * size + b;
        o.set(step.observations.subarray(k * observation, (k + 1) * observation), to * observation);
        next.set(step.next.subarray(k * observation, (k + 1) * observation), to * observation);
        a.set(step.raw.subarray(k * action, (k + 1) * action), to * action);
        if (m < groups) r[to] = step.rewards[this.joint ? k : user];
      }
    }
    return {
      size,
      observations: tf.tensor3d(o, [agents, size, observation]),
      raw: tf.tensor3d(a, [agents, size, action]),
      rewards: tf.tensor3d(r, [groups, size, 1]),
      next: tf.tensor3d(next, [agents, size, observation]),
    };
  }
}

export function disposeBatch({ observations, raw, rewards, next }: Batch): void {
  tf.dispose([observations, raw, rewards, next]);
}
