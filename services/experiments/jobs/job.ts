import type { Scenario } from '@chorus/platform/scenario.ts';

/** One thing that a worker computes: plain JSON, so that a worker may be a thread or another machine. */
export type Task =
  | { kind: 'lambda'; scheme: RzfScheme; scenario: Scenario }
  | { kind: 'rates'; scenario: Scenario; nearRtLoops: number; warmUpLoops: number };

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

/** What comes of a task, plain JSON too. */
export type Outcome = { kind: 'lambda'; lambda: number } | Rates;
