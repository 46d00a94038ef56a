import type { Step } from '@chorus/learning/replay.ts';
import type { Counts } from '@chorus/platform/counters.ts';
import type { LogLimit } from '@chorus/platform/log-limit.ts';
import type { Episode } from '../training/sac-training.ts';
import { StepAssembler, type AssemblerInit } from './step-assembler.ts';

export interface CollectorComponents {
  readonly log: LogLimit;
  /** Labels: result, `taken` or `refused`. */
  readonly messages: Counts;
}
export interface CollectorInit extends AssemblerInit {
  /** N_nRT, near-RT loops of an episode. */
  readonly loops: number;
  /** Steps to hold while nobody takes them; then the oldest go. */
  readonly capacity: number;
  /**
   * Rewards are over the user's mean in the first episode: a constant for each user, so that the best policy is the
   * same, and critics begin near zero as they do on the twin, where rewards are over the closed form's.
   */
  readonly centred: boolean;
}

/** What came so far, for whoever asks. */
export interface Collected {
  readonly steps: number;
  /** Near-RT loops that something was lost of. */
  readonly gaps: number;
  /** Messages that were no experience of this network. */
  readonly refused: number;
}

/** The experience of a testbed, cut into episodes; it goes on being collected while the learner is busy. */
export class Collector {
  private readonly components: CollectorComponents;
  private readonly init: CollectorInit;
  private readonly assembler: StepAssembler;
  private readonly steps: Step[] = [];
  private taken = 0;
  private refused = 0;
  /** Of each user, [K]. */
  private baseline: Float64Array | null = null;
  private onEpisode: () => void = () => undefined;

  constructor(components: CollectorComponents, init: CollectorInit) {
    this.components = components;
    this.init = init;
    this.assembler = new StepAssembler(init);
    this.assembler.from = Infinity;
  }

  get collected(): Collected {
    return { steps: this.taken, gaps: this.assembler.gaps, refused: this.refused };
  }

  /** Collects from a near-RT loop on; until then other models may be at work. */
  begin(nearRtLoop: number): void {
    this.assembler.from = Math.min(this.assembler.from, nearRtLoop);
  }

  /** An Experience has come. One that is not of this network is logged, counted, and harms nothing. */
  add(bytes: Uint8Array): void {
    const { log, messages } = this.components;
    try {
      const steps = this.assembler.add(bytes);
      messages.add({ result: 'taken' });
      this.taken += steps.length;
      this.steps.push(...steps);
    } catch (error) {
      this.refused++;
      messages.add({ result: 'refused' });
      log.warn({ err: error }, 'no experience of this network');
    }
    const { loops, capacity } = this.init;
    while (this.steps.length > Math.max(capacity, loops)) this.steps.shift();
    if (this.steps.length >= loops) this.onEpisode();
  }

  /** Every whole episode that there is, at least one. */
  async episodes(): Promise<Episode[]> {
    const { loops } = this.init;
    if (this.steps.length < loops) await new Promise<void>((resolve) => (this.onEpisode = resolve));
    this.onEpisode = () => undefined;
    const whole = Math.floor(this.steps.length / loops);
    return Array.from({ length: whole }, () => {
      const steps = this.steps.splice(0, loops);
      this.baseline ??= this.init.centred ? meanRewards(steps) : new Float64Array(this.init.users);
      const { baseline } = this;
      const over = steps.map((step) => ({ ...step, rewards: step.rewards.map((R, k) => R - baseline[k]) }));
      return { steps: over, reward: meanRewards(over).reduce((sum, R) => sum + R, 0) / baseline.length };
    });
  }
}

/** Of each user, [K]. */
function meanRewards(steps: readonly Step[]): Float64Array {
  const means = new Float64Array(steps[0].rewards.length);
  for (const { rewards } of steps) for (const [k, R] of rewards.entries()) means[k] += R / steps.length;
  return means;
}
