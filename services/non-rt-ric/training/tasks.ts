import { Actor, createPolicy } from '@chorus/learning';
import type { Step } from '@chorus/learning/replay.ts';
import { demonstrate, type Demonstrations } from '@chorus/learning/twin/demonstration.ts';
import { TwinEnvironment } from '@chorus/learning/twin/environment.ts';
import { trial, type Span } from '@chorus/learning/twin/trial.ts';
import { buildTopology, type Topology } from '@chorus/phy';
import { mean } from '@chorus/platform/statistics.ts';
import type { RolloutSetup } from './setup.ts';

/** Work for one thread: a network from its seed, watched for a span of near-RT loops. */
export type Task =
  /** Experience of actors that explore. */
  | { kind: 'episode'; seed: number; span: Span; actors: readonly Float32Array[] }
  /** The mean actions' sum rate; the closed form's where there are no actors. */
  | { kind: 'trial'; seed: number; span: Span; actors: readonly Float32Array[] | null }
  /** What imitation learns from. */
  | { kind: 'demonstration'; seed: number; span: Span; gain: number };

/** What a task gives, by its kind. */
export interface TaskResults {
  episode: {
    steps: Step[];
    /** Mean over users, and over the loops that count. */
    reward: number;
  };
  /** Mean sum rate over the loops that count [bit/s/Hz]. */
  trial: number;
  demonstration: Demonstrations;
}

/** Does a task. The same task gives the same result, whoever does it. */
export function runTask<T extends Task>(setup: RolloutSetup, task: T): TaskResults[T['kind']] {
  return perform(setup, task) as TaskResults[T['kind']];
}

/** The memory behind a result, to hand over to another thread without a copy. */
export function buffersOf(result: TaskResults[keyof TaskResults]): ArrayBuffer[] {
  if (typeof result === 'number') return [];
  const arrays =
    'steps' in result
      ? result.steps.flatMap(({ observations, raw, rewards, next, agents }) => [
          observations,
          raw,
          rewards,
          next,
          agents,
        ])
      : [result.features, result.actions];
  return [...new Set(arrays.map(({ buffer }) => buffer as ArrayBuffer))];
}

function perform(setup: RolloutSetup, task: Task): TaskResults[keyof TaskResults] {
  const { network, spec, precoder } = setup;
  const { seed, span } = task;
  const topologySeed = setup.topologySeed ?? seed;
  const topology = buildTopology(network, topologySeed);
  const init = { ...setup.twin, seed, precoder };
  if (task.kind === 'demonstration')
    return demonstrate(topology, createPolicy(spec), spec, init, { loops: span.loops, gain: task.gain });
  const actors = task.actors === null ? [new Actor(null, spec)] : task.actors.map(actorOf(setup));
  if (task.kind === 'trial') return trial(topology, actors, spec.observe, init, span);
  const neighbourhoods = buildTopology({ ...network, observed: setup.agents }, topologySeed).observed;
  return episode(topology, actors, setup, { ...init, neighbourhoods }, span);
}

function episode(
  topology: Topology,
  actors: readonly Actor[],
  { spec, baseline }: RolloutSetup,
  init: Omit<ConstructorParameters<typeof TwinEnvironment>[3], 'exploration' | 'baseline'>,
  { loops, skip }: Span,
): TaskResults['episode'] {
  const environment = new TwinEnvironment(topology, actors, spec, {
    ...init,
    exploration: init.seed,
    baseline,
  });
  const steps = Array.from({ length: loops }, () => environment.step());
  const counted = steps.slice(skip).flatMap(({ rewards }) => [...rewards]);
  return { steps, reward: mean(counted) };
}

function actorOf({ spec, shape }: RolloutSetup) {
  return (weights: Float32Array) => {
    const training = { command: '', seed: 0, config: {}, metrics: {} };
    const network = shape;
    return new Actor(
      { kind: 'actor', name: 'learning', version: 1, spec: { ...spec }, network, weights, training },
      spec,
    );
  };
}
