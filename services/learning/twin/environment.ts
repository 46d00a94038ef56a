import {
  DistributedPrecoder,
  Random,
  range,
  solveByNewton,
  Twin,
  type Measurement,
  type Topology,
  type TwinInit,
} from '@chorus/phy';
import { Actor } from '../actor.ts';
import type { PolicyInit } from '../policy/policy.ts';
import type { Step } from '../replay.ts';
import { observer } from './observer.ts';

export interface EnvironmentInit extends TwinInit {
  /** Users that the sums of the precoder run over: (30), or `wide`. */
  precoder: 'served' | 'coupled';
  /** Whom the critic of each user looks at, the user itself first. */
  neighbourhoods: readonly (readonly number[])[];
  /** Seed of the exploration noise. */
  exploration: number;
  /** Rewards are over what the closed form gets on the same channels: less noise, the same best policy. */
  baseline: boolean;
}

/**
 * A network of users as a Markov game on the twin: one step is one near-RT loop (Section III-A).
 *
 * The reward is R_k(n), the user's mean rate over the loop, less the closed form's if so configured.
 */
export class TwinEnvironment {
  readonly topology: Topology;
  private readonly actors: readonly Actor[];
  private readonly twin: Twin;
  private readonly rival: Twin | null;
  private readonly agents: Uint16Array;
  private readonly see: (measured: Measurement, k: number) => ReturnType<ReturnType<typeof observer>>;
  /** What the loop under way chose. */
  private readonly features: Float32Array;
  private readonly raw: Float32Array;

  /** @param actor of all users, or one for each */
  constructor(
    topology: Topology,
    actor: Actor | readonly Actor[],
    policy: PolicyInit,
    init: EnvironmentInit,
  ) {
    const { K } = topology;
    this.actors = [actor].flat();
    const { observationSize, actionSize } = this.actors[0].policy;
    const random = new Random(init.exploration, 'exploration');
    this.topology = topology;
    this.see = observer(topology, policy.observe);
    this.features = new Float32Array(K * observationSize);
    this.raw = new Float32Array(K * actionSize);
    this.twin = twinOf(topology, init, (measured, k, U, W) => {
      const own = this.actors[k % this.actors.length];
      const { features, raw } = own.choose(this.see(measured, k), random);
      this.features.set(features, k * observationSize);
      this.raw.set(raw, k * actionSize);
      own.act(U, W);
    });
    const closedForm = new Actor(null, policy);
    const see = observer(topology, policy.observe);
    this.rival = init.baseline
      ? twinOf(topology, init, (measured, k, U, W) => closedForm.filter(see(measured, k), U, W))
      : null;
    this.agents = Uint16Array.from(init.neighbourhoods.flat());
  }

  /** One near-RT loop. */
  step(): Step {
    const { topology, rival } = this;
    const rates = new Float64Array(topology.K);
    this.twin.loop(rates);
    if (rival !== null) {
      const closedForm = new Float64Array(topology.K);
      rival.loop(closedForm);
      for (let k = 0; k < rates.length; k++) rates[k] -= closedForm[k];
    }
    return {
      observations: this.features.slice(),
      raw: this.raw.slice(),
      rewards: Float32Array.from(rates),
      next: this.observeAll(),
      agents: this.agents,
    };
  }

  private observeAll(): Float32Array {
    const { policy } = this.actors[0];
    const features = new Float64Array(policy.observationSize);
    const all = new Float32Array(this.topology.K * features.length);
    for (let k = 0; k < this.topology.K; k++) {
      policy.observe(this.see(this.twin.measured, k), features);
      all.set(features, k * features.length);
    }
    return all;
  }
}

/** A network under these filters, with the dApps of (28) and (30). */
export function twinOf(
  topology: Topology,
  init: TwinInit & Pick<EnvironmentInit, 'precoder'>,
  filter: (measured: Measurement, k: number, U: Float64Array, W: Float64Array) => void,
): Twin {
  const precoders = range(topology.U).map((odu) => {
    const precoder = new DistributedPrecoder(topology, odu, { reach: init.precoder, coordinated: true });
    return (cell: Parameters<DistributedPrecoder['precode']>[0]) => precoder.precode(cell, solveByNewton);
  });
  return new Twin(topology, { gives: 'filters', reach: init.precoder, filter, precoders }, init);
}
