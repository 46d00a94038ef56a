import { coordinateSearchDefaults } from '@chorus/learning/coordinate-search.ts';
import { evolutionDefaults } from '@chorus/learning/evolution.ts';
import { DEFAULT_REACH } from '@chorus/learning';
import { sacDefaults } from '@chorus/learning/sac.ts';
import { choice, flag, group, integer, nameOrNull, number } from '@chorus/platform/schema-fields.ts';
import { Type, type Static } from 'typebox';

const layers = (description: string, value: readonly number[]) =>
  Type.Array(Type.Integer({ minimum: 1, maximum: 4096 }), { description, maxItems: 8, default: [...value] });

const sac = group('soft actor-critic, Section III-A; defaults are of Section IV where it has a value', {
  shape: choice(
    'an actor and joint critics for each user, or one of each for all with critics on neighbourhoods',
    ['paper', 'shared'] as const,
    sacDefaults.shape,
  ),
  actor_layers: layers('hidden layers of an actor', sacDefaults.actorLayers),
  critic_layers: layers('hidden layers of a critic', sacDefaults.criticLayers),
  gamma: number('discount of (36)', 0, 0.999, sacDefaults.gamma),
  batch: integer('M_batch', 1, 65536, sacDefaults.batch),
  soft_update: number('v_theta of (37)', 0, 1, sacDefaults.softUpdate),
  actor_rate: number("Adam's step for actors", 0, 1, sacDefaults.actorRate),
  critic_rate: number("Adam's step for critics", 0, 1, sacDefaults.criticRate),
  temperature_rate: number('v_alpha of (38)', 0, 1, sacDefaults.temperatureRate),
  temperature: number('alpha_k at the start', 0, 100, sacDefaults.temperature),
  entropy_target: number('H-bar of (38) for one dimension of the action', -20, 1, sacDefaults.entropyTarget),
  start_log_sigma: number('log sigma of the policy before training', -5, 0.5, sacDefaults.startLogSigma),
  start_scale: number(
    "factor on the starting weights of an actor's last layer",
    0,
    100,
    sacDefaults.startScale,
  ),
  clip: number('longest gradient', 1e-6, 1e6, sacDefaults.clip),
  agents: Type.Unsafe<number | null>({
    type: ['integer', 'null'],
    minimum: 1,
    maximum: 1024,
    default: null,
    description: "users that a critic looks at; null for the scenario's I in shape shared, for K in paper",
  }),
  episodes: integer('episodes that an iteration collects', 1, 10_000, 8),
  steps: integer('M_opt, updates of an iteration', 1, 100_000, 60),
  warmup: integer('first updates, of the critics alone', 0, 1e7, 400),
  buffer: integer('near-RT loops that the replay buffer holds', 1, 1e7, 1e5),
  baseline: flag(
    "rewards are over the closed form's on the same channels (on a testbed, over the user's mean in the first non-RT loop): less noise, the same optimum",
    true,
  ),
  pipeline: flag('episodes are collected during the updates, by the actor of before them', false),
});

const startModel = nameOrNull(
  'a model of the same shape to start from, by name or file; null for the closed form',
);

const evolution = group('evolution strategies', {
  actor_layers: layers('hidden layers of the actor; none makes it linear', evolutionDefaults.actorLayers),
  pairs: integer('pairs of mirrored actors in an iteration', 1, 10_000, evolutionDefaults.pairs),
  sigma: number('standard deviation of a perturbation', 1e-6, 10, evolutionDefaults.sigma),
  rate: number('length of a step, in root mean square over the weights', 0, 1, evolutionDefaults.rate),
  start: startModel,
});

const coordinates = group(
  'search along the coordinates of a linear actor whose outputs of a kind share weights',
  {
    topologies: integer('networks that an iteration tries on', 1, 1000, coordinateSearchDefaults.topologies),
    probe: number('how far a probe moves a weight', 1e-6, 10, coordinateSearchDefaults.probe),
    damping: number("share of Newton's step", 0.01, 1, coordinateSearchDefaults.damping),
    start: startModel,
  },
);

const imitation = Type.Unsafe<{
  steps: number;
  gain: number;
  episodes: number;
  batch: number;
  rate: number;
} | null>({
  ...group('a supervised start from the closed form over all users; null for none', {
    steps: integer('steps of Adam', 1, 1e6, 500),
    gain: number('factor on the interference covariance that the targets see', 0.01, 100, 1),
    episodes: integer('episodes under the closed form to learn from', 1, 10_000, 16),
    batch: integer('situations in a step', 1, 65536, 512),
    rate: number("Adam's step", 0, 1, 1e-3),
  }),
  type: ['object', 'null'],
  default: null,
});

/** A training: every field, its bounds and its default. `./scripts/chorus train --help` names the folder. */
export const trainingSchema = Type.Object(
  {
    name: Type.String({ description: 'of the model', default: 'unnamed' }),
    description: Type.String({ description: 'what it is for', default: '' }),
    seed: integer('seed of weights, episodes and noise', 0, 2 ** 31 - 1, 1),
    scenario: Type.String({
      description: 'a file, or the name of one in deploy/scenarios',
      default: 'quarter',
    }),
    set: Type.Array(Type.String(), { description: 'path=value, overrides the scenario', default: [] }),
    algorithm: choice('how the actor learns', ['sac', 'evolution', 'coordinates'] as const, 'sac'),
    policy: choice(
      'the network gives L_k and U_k, or corrects the closed form',
      ['residual', 'direct'] as const,
      'residual',
    ),
    reach: group('how far a correction of 1 goes, of the residual policy, as factors’ logarithms', {
      interference: number(
        'on the interference along a receive direction',
        0,
        20,
        DEFAULT_REACH.interference,
      ),
      weight: number('on the weight of a stream', 0, 20, DEFAULT_REACH.weight),
    }),
    episode: group('what an actor is tried on', {
      topology: choice(
        "another network each time, or the scenario's own with other channels",
        ['random', 'scenario'] as const,
        'random',
      ),
      near_rt_loops: integer('near-RT loops of an episode', 1, 100_000, 100),
      skip: integer("first loops that do not count in an episode's return", 0, 100_000, 5),
    }),
    iterations: integer('iterations to run', 1, 1e7, 1000),
    checkpoint_every: integer('iterations from one checkpoint to the next', 1, 1e6, 20),
    sac,
    evolution,
    coordinates,
    imitation,
    evaluate: group(
      'what chooses the exported model: held-out networks, or other channels of the one network',
      {
        topologies: integer('how many', 1, 1000, 8),
        every: integer('iterations from one evaluation to the next', 1, 1e6, 10),
        near_rt_loops: integer('near-RT loops on each', 1, 100_000, 30),
        skip: integer('first loops that do not count', 0, 100_000, 10),
      },
    ),
  },
  { additionalProperties: false },
);

/** A validated training with every default filled in. */
export type TrainingConfig = Static<typeof trainingSchema>;
