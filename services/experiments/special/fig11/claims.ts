import { mean, studentInterval } from '@chorus/platform/statistics.ts';
import { valueText } from '../../claims/figures.ts';
import type { Stage } from '../../jobs/job.ts';
import type { Claim } from '../../result.ts';
import { LAST, TOLERANCE, type StageOutcome } from './settling.ts';

/** A scheme and what its users' rates did. */
export interface Followed {
  readonly label: string;
  /** [seeds][stages] */
  readonly outcomes: readonly (readonly StageOutcome[])[];
}

/**
 * The paper's statements on Fig. 11, judged by the first scheme; the others stand beside it.
 *
 * @param stages the first of which demands nothing
 */
export function claimsOf(
  followed: readonly Followed[],
  stages: readonly Stage[],
  paperRate: number,
): Claim[] {
  return stages.map((stage, n) =>
    n === 0 ? withoutDemand(followed, stage, paperRate) : convergence(followed, stages, n),
  );
}

function withoutDemand(followed: readonly Followed[], { rMin }: Stage, paperRate: number): Claim {
  const ours = followed.map(({ label, outcomes }) => {
    const rate = studentInterval(outcomes.map(([first]) => first.rate));
    return `${label}: ${valueText(rate, 2)} with mu_k = ${mean(outcomes.map(([first]) => first.mu)).toFixed(2)}`;
  });
  const mu = mean(followed[0].outcomes.map(([first]) => first.mu));
  return {
    claim: `with R_k^min = ${rMin} the throughput is stabilised, with mu_k = 1`,
    paper: `${paperRate} with mu_k = 1`,
    ours: ours.join('; '),
    holds: Math.abs(mu - 1) < TOLERANCE,
    ...(Math.abs(mu - 1) >= TOLERANCE && {
      why: '(29) lowers mu_k by delta_k r_k in every RT loop as long as R_k^min is 0; projected on mu_k >= 0 (13a) it rests at 0. The paper keeps its starting value',
    }),
  };
}

function convergence(followed: readonly Followed[], stages: readonly Stage[], n: number): Claim {
  const { rMin, rtLoops } = stages[n];
  const [first] = followed;
  const rate = studentInterval(first.outcomes.map((outcome) => outcome[n].rate));
  const holds = Math.abs(rate.mean - rMin) <= TOLERANCE * rMin;
  const muAt = (stage: number) => mean(first.outcomes.map((outcome) => outcome[stage].mu)).toFixed(1);
  const why =
    rate.mean < rMin
      ? `these users' rates saturate: mu_k has grown to ${muAt(n)}, and on networks that were looked into neither a larger delta_k nor 600 more RT loops nor users that stand still raised r_k by more than 1 bit/s/Hz. What limits them is interference, not noise`
      : `mu_k had grown to ${muAt(n - 1)} under the demand before, which was not met, and (29) takes it down by delta_k (r_k - R_k^min) in an RT loop: that takes more than ${rtLoops} of them. The requirement r_k >= R_k^min itself is met`;
  return {
    claim: `r_k converges to ${rMin} bit/s/Hz`,
    paper: String(rMin),
    ours: followed.map((scheme) => stageText(scheme, n)).join('; '),
    holds,
    ...(!holds && { why }),
  };
}

/** `closed form: 11.90 ± 0.40 over the last 20 RT loops, settled for 4 of 5 users after 41 RT loops`. */
function stageText({ label, outcomes }: Followed, n: number): string {
  const rate = studentInterval(outcomes.map((outcome) => outcome[n].rate));
  const settled = outcomes.map((outcome) => outcome[n].settledAfter).filter((after) => after !== null);
  const when = settled.length === 0 ? '' : ` after ${mean(settled).toFixed(0)} RT loops`;
  return `${label}: ${valueText(rate, 2)} over the last ${LAST} RT loops, settled for ${settled.length} of ${outcomes.length} users${when}`;
}
