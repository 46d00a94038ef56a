import { createPolicy, type ActorSpec, type NetworkShape } from '@chorus/learning';
import type { TopologyInit, TwinInit } from '@chorus/phy';
import { twinInitOf } from '@chorus/platform/scenario-twin.ts';
import type { Training } from './training.ts';

/** What every episode of a training has in common: plain data, handed to worker threads once. */
export interface RolloutSetup {
  readonly network: TopologyInit;
  /** Seed of the one network of all episodes; null draws one for each. */
  readonly topologySeed: number | null;
  readonly twin: Omit<TwinInit, 'seed'>;
  readonly precoder: 'served' | 'coupled';
  readonly spec: ActorSpec;
  readonly shape: NetworkShape;
  /** Users that a critic looks at. */
  readonly agents: number;
  readonly baseline: boolean;
}

export function rolloutSetup({ config, scenario }: Training): RolloutSetup {
  const { network, radio, xapp, odu } = scenario;
  const { sac, evolution, algorithm } = config;
  const streams = Math.min(network.nt, network.nr);
  const spec: ActorSpec = {
    policy: config.policy,
    reach: config.reach,
    observe: network.observe,
    observed: network.observed,
    nr: network.nr,
    ns: streams,
    loadingDb: xapp.loading_db,
  };
  const { observationSize, actionSize } = createPolicy(spec);
  const hidden = { sac: sac.actor_layers, evolution: evolution.actor_layers, coordinates: [] }[algorithm];
  return {
    network: { ...network, ...radio },
    topologySeed: config.episode.topology === 'scenario' ? scenario.seed : null,
    twin: twinInitOf(scenario),
    precoder: odu.precoder === 'wide' ? 'coupled' : 'served',
    spec,
    shape: {
      sizes: [observationSize, ...hidden, 2 * actionSize],
      activation: algorithm === 'sac' ? 'relu' : 'tanh',
    },
    agents: sac.agents ?? (sac.shape === 'paper' ? network.users : network.observed),
    baseline: sac.baseline,
  };
}
