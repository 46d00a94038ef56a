import { studentInterval } from '@chorus/platform/statistics.ts';
import type { Claim } from '../../result.ts';
import { above, because, gainText, whyOutside } from '../../claims/figures.ts';
import type { Reference } from './references.ts';

/** A training's end. */
export interface Trained {
  readonly id: string;
  readonly title: string;
  /** Held-out sum rate after the last iteration, by seed [bit/s/Hz]. */
  readonly last: readonly number[];
  readonly references: readonly Reference[];
}

/** How far below C-RZF is still close to it. */
const CLOSE = 0.9;
const FEW = 'the trainings of so few seeds lie too far apart to tell';
const BELOW = 'after these iterations the whole interval lies below it';

/** The paper's statements on Fig. 5 at the end of each training. */
export function claimsOf(trained: readonly Trained[]): Claim[] {
  return trained.flatMap((training) => [
    against(training, 'c-rzf', {
      claim: 'the trained framework performs close to C-RZF (no more than 10 % below)',
      paper: 'close, a little below',
      bound: CLOSE,
    }),
    against(training, 'd-rzf', {
      claim: 'the trained framework exceeds D-RZF, by up to 24.42 %',
      paper: '24.42 %',
      bound: 1.2442,
    }),
    against(training, 'drl-wmmse', {
      claim: 'the trained framework outperforms DRL-WMMSE, by up to 35.75 %',
      paper: '35.75 %',
      bound: 1.3575,
    }),
  ]);
}

function against(
  { id, title, last, references }: Trained,
  name: string,
  { claim, paper, bound }: { claim: string; paper: string; bound: number },
): Claim {
  const rival = references.find((reference) => reference.name === name) as Reference;
  const interval = studentInterval(last.map((rate) => rate / rival.sumRate));
  // One training shows no figure of the paper's, however far it comes.
  const holds = Number.isFinite(interval.halfWidth) && above(interval, bound);
  const reached = interval.mean + interval.halfWidth >= bound;
  return {
    claim: `${claim} (panel ${id}: ${title})`,
    paper,
    ours: gainText(interval),
    holds,
    ...because(holds, whyOutside(interval, reached ? FEW : BELOW)),
  };
}
