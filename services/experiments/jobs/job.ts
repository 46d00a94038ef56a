import type { Scenario } from '@chorus/platform/scenario.ts';

/** One thing that a worker computes: plain JSON, so that a worker may be a thread or another machine. */
export type Task =
  | { kind: 'lambda'; scheme: RzfScheme; scenario: Scenario }
  /** `fadingSeed` of the channels, where it is not the scenario's seed. */
  | {
      kind: 'rates';
      scenario: Scenario;
      nearRtLoops: number;
      warmUpLoops: number;
      fadingSeed?: number;
    }
  /** `nearRtLoops` of a testbed, which the twin's one loop stands for. */
  | { kind: 'e2-load'; scenario: Scenario; nearRtLoops: number }
  | { kind: 'minimum-rate'; scenario: Scenario; user: number; warmUpLoops: number; stages: readonly Stage[] };

export type RzfScheme = 'c-rzf' | 'd-rzf' | 'p-rzf';

export interface Job {
  /** Equal for equal computations: see `jobKey`. */
  readonly key: string;
  /** For people. */
  readonly label: string;
  readonly seed: number;
  readonly task: Task;
}

/** Rates in bit/s/Hz over the loops that count. */
export interface Rates {
  kind: 'rates';
  sumRate: number;
  /** The worst user's mean rate. */
  worstUser: number;
  /** 5th percentile over users of the mean rate. */
  fifthPercentile: number;
  /** Every user's mean rate, by user. */
  users: readonly number[];
}

/** R_k^min [bit/s/Hz] of one user for so many RT loops. */
export interface Stage {
  readonly rMin: number;
  readonly rtLoops: number;
}

/** What E2 carries in a near-RT loop [complex numbers]. */
export interface E2Load {
  kind: 'e2-load';
  /** As the paper counts: U_k and W_k once for each user. */
  complexNumbers: number;
  /** With the copies to every O-DU that works with them. */
  deliveredComplexNumbers: number;
}

/** One user's rate and multiplier over time. */
export interface MinimumRateTrace {
  kind: 'minimum-rate';
  /** The RT loops that rates and multipliers are of, counted from the first stage's first, which is 0. */
  slots: readonly number[];
  /** r_k [bit/s/Hz]; through the processes its mean over the near-RT loop that ends there. */
  rates: readonly number[];
  mu: readonly number[];
}

/** What comes of a task, plain JSON too. */
export type Outcome = { kind: 'lambda'; lambda: number } | Rates | E2Load | MinimumRateTrace;
