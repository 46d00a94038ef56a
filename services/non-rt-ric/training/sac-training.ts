import { concat } from '@chorus/learning/concat.ts';
import { imitate } from '@chorus/learning/imitation.ts';
import { disposeBatch, Replay } from '@chorus/learning/replay.ts';
import { Sac, type SacLosses } from '@chorus/learning/sac.ts';
import { Random } from '@chorus/phy';
import { mean } from '@chorus/platform/statistics.ts';
import type { Arrays } from './arrays-file.ts';
import { camelCase } from './camel-case.ts';
import type { IterationReport, Learner } from './learner.ts';
import type { Pool } from './pool.ts';
import { packSteps, restoreSteps } from './replay-state.ts';
import { groupsOf, restoreSac, saveSac } from './sac-state.ts';
import { episodeSeed } from './seeds.ts';
import type { RolloutSetup } from './setup.ts';
import type { TaskResults } from './tasks.ts';
import type { TrainingConfig } from './training.ts';

export type Episode = TaskResults['episode'];

/**
 * Where experience comes from, in place of the twin: whole episodes of `episode.near_rt_loops` each.
 *
 * @param actors that are to collect it
 * @throws ChorusError CHORUS_INTERRUPTED where none comes any more
 */
export type EpisodeSource = (iteration: number, actors: readonly Float32Array[]) => Promise<Episode[]>;

/** Algorithm 1: episodes with the policy as it is, then M_opt updates on what the buffer holds. */
export class SacLearner implements Learner {
  readonly progress = { nearRtLoops: 0, updates: 0 };
  private readonly config: TrainingConfig;
  private readonly pool: Pool;
  private readonly onEpisodes: (episodes: readonly Episode[]) => void;
  private readonly source: EpisodeSource | null;
  private readonly sac: Sac;
  private readonly replay: Replay;
  /** The actors that collect the next iteration's episodes. */
  private behaviour: Float32Array[] = [];
  /** Under `pipeline`: the next iteration's episodes, under way. */
  private ahead: { iteration: number; episodes: Promise<Episode[]> } | null = null;

  /**
   * @param onEpisodes is given every episode, in order
   * @param source null for episodes on the twin
   */
  constructor(
    config: TrainingConfig,
    setup: RolloutSetup,
    pool: Pool,
    onEpisodes: (episodes: readonly Episode[]) => void = () => undefined,
    source: EpisodeSource | null = null,
  ) {
    const { sizes } = setup.shape;
    const numbers = { observation: sizes[0], action: (sizes.at(-1) as number) / 2, agents: setup.agents };
    this.config = config;
    this.pool = pool;
    this.onEpisodes = onEpisodes;
    this.source = source;
    this.sac = new Sac(camelCase(config.sac), numbers, new Random(config.seed, 'weights'));
    this.replay = new Replay(config.sac.buffer, numbers, config.sac.shape);
  }

  /** Imitation, where it is asked for. */
  async start(): Promise<void> {
    const { seed, imitation, episode } = this.config;
    if (imitation !== null) {
      const { episodes, gain } = imitation;
      const span = { loops: episode.near_rt_loops, skip: 0 };
      const tasks = Array.from({ length: episodes }, (_, n) => {
        return { kind: 'demonstration' as const, seed: episodeSeed(seed, 'imitation', 0, n), span, gain };
      });
      const parts = await this.pool.run(tasks);
      const all = {
        features: concat(parts.map(({ features }) => features)),
        actions: concat(parts.map(({ actions }) => actions)),
      };
      imitate(this.sac.actor, all, imitation, new Random(seed, 'imitation'));
    }
    this.behaviour = await this.actors();
  }

  async iterate(iteration: number): Promise<IterationReport> {
    const { config, replay, progress } = this;
    const episodes = await (this.ahead?.iteration === iteration
      ? this.ahead.episodes
      : this.collect(iteration));
    this.onEpisodes(episodes);
    for (const { steps } of episodes) for (const step of steps) replay.add(step);
    progress.nearRtLoops += episodes.length * config.episode.near_rt_loops;
    if (config.sac.pipeline) {
      this.behaviour = await this.actors();
      if (iteration < config.iterations)
        this.ahead = { iteration: iteration + 1, episodes: this.collect(iteration + 1) };
      // A failure is reported where it is awaited.
      this.ahead?.episodes.catch(() => undefined);
    }
    const losses = await this.update(iteration);
    if (!config.sac.pipeline) this.behaviour = await this.actors();
    const reward = mean(episodes.map((episode) => episode.reward));
    return { reward, ...losses };
  }

  actors(): Promise<Float32Array[]> {
    return groupsOf(this.sac.actor);
  }

  async save() {
    const { meta, arrays } = await saveSac(this.sac);
    const { steps, oldest } = this.replay;
    const behaviour = Object.fromEntries(this.behaviour.map((weights, g) => [`behaviour ${g}`, weights]));
    return {
      meta: { progress: this.progress, sac: meta, steps: steps.length, oldest },
      arrays: { ...arrays, ...behaviour, ...packSteps(steps) },
    };
  }

  async restore(saved: unknown, arrays: Arrays): Promise<void> {
    const meta = saved as Awaited<ReturnType<SacLearner['save']>>['meta'];
    Object.assign(this.progress, meta.progress);
    await restoreSac(this.sac, meta.sac, arrays);
    this.behaviour = (await this.actors()).map((_, g) => arrays[`behaviour ${g}`] as Float32Array);
    restoreSteps(this.replay, arrays, meta.steps, meta.oldest);
  }

  private collect(iteration: number): Promise<Episode[]> {
    const { seed, episode, sac } = this.config;
    const span = { loops: episode.near_rt_loops, skip: episode.skip };
    const actors = this.behaviour;
    if (this.source !== null) return this.source(iteration, actors);
    return this.pool.run(
      Array.from({ length: sac.episodes }, (_, n) => {
        return { kind: 'episode' as const, seed: episodeSeed(seed, 'episode', iteration, n), span, actors };
      }),
    );
  }

  /** M_opt updates, with random numbers of their iteration: whoever resumes draws the same. */
  private async update(iteration: number): Promise<Omit<IterationReport, 'reward'>> {
    const { config, sac, replay, progress } = this;
    const random = new Random(config.seed, `updates ${iteration}`);
    const all: (SacLosses & { warming: boolean })[] = [];
    for (let n = 0; n < config.sac.steps; n++) {
      const warming = progress.updates < config.sac.warmup;
      const batch = replay.sample(config.sac.batch, random);
      all.push({ ...sac.update(batch, random, warming), warming });
      disposeBatch(batch);
      progress.updates++;
      // Signals and workers' results come through between two updates.
      await new Promise(setImmediate);
    }
    const acting = all.filter(({ warming }) => !warming);
    return {
      criticLoss: meanOrNull(all.map(({ critic }) => critic)),
      actorLoss: meanOrNull(acting.map(({ actor }) => actor)),
      entropy: meanOrNull(acting.map(({ entropy }) => entropy)),
      temperature: all.at(-1)?.temperature ?? null,
    };
  }
}

function meanOrNull(values: readonly number[]): number | null {
  return values.length === 0 ? null : mean(values);
}
