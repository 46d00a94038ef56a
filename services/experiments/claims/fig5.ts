import { studentInterval } from '@chorus/platform/statistics.ts';
import type { Claim } from '../result.ts';
import { PROPOSED } from './common.ts';
import { above, because, bySeed, gainText, panelOf, type Judge, type Measurements } from './figures.ts';

/** The gains that the paper reads off Fig. 5 at the end of training, on the network of Section IV. */
export const gainOverLocal: Judge = (result) => upTo(result, 'd-rzf', 'D-RZF', 24.42);

export const gainOverWmmse: Judge = (result) => upTo(result, 'drl-wmmse', 'DRL-WMMSE', 35.75);

/** A gain of at least so much on some network, and a gain in the mean. */
function upTo(result: Measurements, rival: string, label: string, percent: number, why = ''): Claim | null {
  const ratios = sumRateRatios(result, PROPOSED, rival);
  if (ratios === null) return null;
  const interval = studentInterval(ratios);
  const most = 100 * (Math.max(...ratios) - 1);
  const holds = above(interval, 1) && most >= percent;
  return {
    claim: `The proposed framework exceeds ${label} in aggregate throughput by up to ${percent} % (Fig. 5)`,
    paper: `${percent} %`,
    ours: `${gainText(interval)}, up to ${most.toFixed(2)} %`,
    holds,
    ...because(holds, why),
  };
}

/** By seed, the ratio of the sums over users of a CDF. */
function sumRateRatios(result: Measurements, name: string, rival: string): number[] | null {
  const panel = panelOf(result, 'cdf');
  const own = bySeed(panel, name);
  const others = bySeed(panel, rival);
  if (own === null || others === null) return null;
  const sum = (rates: readonly number[]) => rates.reduce((a, b) => a + b, 0);
  return own.map((rates, seed) => sum(rates) / sum(others[seed]));
}
