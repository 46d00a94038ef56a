import { studentInterval } from '@chorus/platform/statistics.ts';
import type { Claim } from '../result.ts';
import { aboveDistributed, closeToCentral } from './common.ts';
import {
  above,
  because,
  bySeed,
  gainText,
  meanRatios,
  panelOf,
  whyOutside,
  within,
  type Judge,
  type Measurements,
} from './figures.ts';

/** What observing more is worth to a closed form that allows for what it does not see. */
const LOADING =
  'The closed form runs at the best loading for each I, which makes up for part of what is not observed. Without loading its gains are ' +
  '6.5 % from I = 1 to 6 and 9.4 % from 6 to 8 (seeds 6001 to 6003, L = 100), at a quarter to a third less throughput.';

/** What the paper says of Fig. 7. */
export const fig7: readonly Judge[] = [
  (result) => grows(result),
  (result) => aboveDistributed(result),
  (result) => closeToCentral(result),
  (result) => observing(result, [1, 6], 6.38, LOADING),
  (result) => observing(result, [6, 8], 2.9, LOADING),
  (result) => lessAndLess(result),
];

function grows(result: Measurements, why = ''): Claim | null {
  const panel = panelOf(result, 'lines');
  if (panel === null || panel.x.values.length < 2) return null;
  const all = panel.series.map(({ label, name, mean }) => {
    const rows = bySeed(panel, name ?? '') ?? [];
    // Each number of O-RUs has networks of its own: the step from one to the next is in doubt sooner than the whole way.
    const whole = rows.map((row) => row[row.length - 1] - row[0]);
    const rises = mean.every((rate, n) => rate !== null && (n === 0 || rate > (mean[n - 1] ?? Infinity)));
    return { label, grows: rises && whole.length > 0 && above(studentInterval(whole), 0) };
  });
  const others = all.filter((series) => !series.grows).map(({ label }) => label);
  const holds = others.length === 0;
  return {
    claim: 'The aggregate throughput increases with the number of O-RUs across all schemes',
    paper: 'all schemes',
    ours: holds
      ? `all ${all.length} schemes`
      : `${all.length - others.length} of ${all.length}; not ${others.join('; ')}`,
    holds,
    ...because(holds, why),
  };
}

/** How much the closed form gains by observing more users, in the mean over L. */
function observing(
  result: Measurements,
  [few, many]: readonly [number, number],
  percent: number,
  why = '',
): Claim | null {
  const ratios = gain(result, few, many);
  if (ratios === null) return null;
  const interval = studentInterval(ratios);
  const holds = within(interval, 1 + percent / 100);
  return {
    claim: `Increasing I from ${few} to ${many} improves the aggregate throughput by ${percent} % on average`,
    paper: `${percent} %`,
    ours: `${gainText(interval)} (closed form, each with its best constant)`,
    holds,
    ...because(holds, whyOutside(interval, why)),
  };
}

function lessAndLess(result: Measurements, why = ''): Claim | null {
  const [first, second] = [gain(result, 1, 6), gain(result, 6, 8)];
  if (first === null || second === null) return null;
  const apart = studentInterval(first.map((ratio, seed) => ratio - second[seed]));
  const holds = above(studentInterval(first), 1) && above(apart, 0);
  return {
    claim: 'Increasing I from 1 to 6 brings more than increasing it from 6 to 8',
    paper: '6.38 % and 2.9 %',
    ours: `${gainText(studentInterval(first))} and ${gainText(studentInterval(second))}`,
    holds,
    ...because(holds, why),
  };
}

function gain(result: Measurements, few: number, many: number): number[] | null {
  return meanRatios(panelOf(result, 'lines'), `closed-form-i${many}`, `closed-form-i${few}`);
}
