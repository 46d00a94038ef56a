import { weightCount } from '@chorus/learning';
import { Replay, disposeBatch } from '@chorus/learning/replay.ts';
import { Sac, type SacConfig, type SacSizes } from '@chorus/learning/sac.ts';
import { Random } from '@chorus/phy';

/** Near-RT loops in the buffer that batches are drawn from; a draw's cost does not depend on it. */
const LOOPS = 8;

/** Our update on random experience of a network of K users. */
export class OurStep {
  private readonly sac: Sac;
  private readonly replay: Replay;
  private readonly random = new Random(2, 'bench-step');

  constructor(config: SacConfig, sizes: SacSizes, users: number) {
    this.sac = new Sac(config, sizes, new Random(1, 'bench-weights'));
    this.replay = new Replay(LOOPS, sizes, config.shape);
    for (let n = 0; n < LOOPS; n++) this.replay.add(this.experience(sizes, users));
  }

  /** Draws a batch and updates. @returns time taken [ms], on the wall's clock and the processor's */
  run(): { ms: number; cpuMs: number } {
    const busy = process.cpuUsage();
    const start = performance.now();
    const batch = this.replay.sample(this.sac.config.batch, this.random);
    this.sac.update(batch, this.random);
    disposeBatch(batch);
    const ms = performance.now() - start;
    const { user, system } = process.cpuUsage(busy);
    return { ms, cpuMs: (user + system) / 1000 };
  }

  private experience({ observation, action, agents }: SacSizes, users: number) {
    const draw = (count: number) => {
      const values = new Float64Array(count);
      this.random.normals(values);
      return Float32Array.from(values);
    };
    return {
      observations: draw(users * observation),
      raw: draw(users * action),
      rewards: draw(users),
      next: draw(users * observation),
      agents: Uint16Array.from({ length: users * agents }, (_, i) => {
        const user = Math.floor(i / agents);
        return (user + (i % agents)) % users;
      }),
    };
  }
}

/** Weights of all actors and critics, without targets. */
export function parameterCount(config: SacConfig, { observation, action, agents }: SacSizes): number {
  const groups = config.shape === 'paper' ? agents : 1;
  const actor = weightCount([observation, ...config.actorLayers, 2 * action]);
  const critic = weightCount([agents * (observation + action), ...config.criticLayers, 1]);
  return groups * (actor + 2 * critic);
}
