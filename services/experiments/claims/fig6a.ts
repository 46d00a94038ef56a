import { quantile, studentInterval } from '@chorus/platform/statistics.ts';
import type { Claim } from '../result.ts';
import { PROPOSED } from './common.ts';
import { gainOverLocal, gainOverWmmse } from './fig5.ts';
import { above, because, bySeed, panelOf, valueText, type Judge, type Measurements } from './figures.ts';

/** Of weak users. */
const MINIMUM =
  'Here (29) lifts the weakest users to R_min = 4, as the paper itself has it in Fig. 6(b). The RZF schemes know no R_min and have users far below.';

/** What the paper says of Fig. 6(a), and of the aggregate throughput on the same networks. */
export const fig6a: readonly Judge[] = [
  (result) =>
    percentile(
      result,
      0.05,
      'lower',
      'users with poor channels get less than under the RZF schemes',
      MINIMUM,
    ),
  (result) =>
    percentile(result, 0.95, 'higher', 'users with good channels get more than under the RZF schemes'),
  gainOverLocal,
  gainOverWmmse,
];

function percentile(
  result: Measurements,
  p: number,
  side: 'lower' | 'higher',
  statement: string,
  why = '',
): Claim | null {
  const [own, central, local] = [PROPOSED, 'c-rzf', 'd-rzf'].map((name) =>
    bySeed(panelOf(result, 'cdf'), name),
  );
  if (own === null || central === null || local === null) return null;
  const of = (rates: number[][]) => rates.map((users) => quantile(users, p));
  const sign = side === 'higher' ? 1 : -1;
  // Paired by seed: the difference, not whether two intervals overlap.
  const apart = [central, local].map((rivals) =>
    studentInterval(of(own).map((value, seed) => sign * (value - of(rivals)[seed]))),
  );
  const holds = apart.every((difference) => above(difference, 0));
  const text = (rates: number[][]) => valueText(studentInterval(of(rates)));
  return {
    claim: `${side === 'lower' ? '5th' : '95th'} percentile of the throughput of users: ${statement}`,
    paper: `${side} than C-RZF and D-RZF`,
    ours: `${text(own)} bit/s/Hz; C-RZF ${text(central)}, D-RZF ${text(local)}`,
    holds,
    ...because(holds, why),
  };
}
