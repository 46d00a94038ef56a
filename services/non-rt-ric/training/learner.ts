import type { Arrays } from './arrays-file.ts';

/** What one iteration measured; null where there is no such thing. */
export interface IterationReport {
  /** Mean over users and loops [bit/s/Hz]: of SAC the reward, of evolution strategies the rate. */
  readonly reward: number | null;
  readonly criticLoss: number | null;
  readonly actorLoss: number | null;
  /** Mean entropy of the policy per dimension of the action. */
  readonly entropy: number | null;
  readonly temperature: number | null;
}

/** An algorithm, as the training loop drives it. Iterations count from 1. */
export interface Learner {
  /** Near-RT loops and updates so far. */
  readonly progress: { nearRtLoops: number; updates: number };
  /** What stands before the first iteration; not called when a checkpoint is resumed. */
  start(): Promise<void>;
  iterate(iteration: number): Promise<IterationReport>;
  /** Weights of the actor, or of one actor for each agent. */
  actors(): Promise<Float32Array[]>;
  save(): Promise<{ meta: unknown; arrays: Arrays }>;
  restore(meta: unknown, arrays: Arrays): Promise<void>;
}
