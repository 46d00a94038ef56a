import { studentInterval } from '@chorus/platform/statistics.ts';
import type { Claim } from '../result.ts';
import { aboveDistributed, closeToCentral } from './common.ts';
import {
  above,
  because,
  byXText,
  gainText,
  panelOf,
  ratioIntervals,
  ratiosAt,
  type Judge,
  type Measurements,
} from './figures.ts';

const LOADING =
  'With the best loading, which stands for what is not observed, the two users between I = 6 and 8 change next to nothing; without loading they ' +
  'bring 9.4 % at K = 48 (seeds 6001 to 6003), at a quarter less throughput.';

/** What the paper says of Fig. 8. */
export const fig8: readonly Judge[] = [
  (result) => improves(result, [1, 6]),
  (result) => improves(result, [6, 8], LOADING),
  (result) => widens(result),
  (result) => aboveDistributed(result),
  (result) => closeToCentral(result),
];

function improves(result: Measurements, [few, many]: readonly [number, number], why = ''): Claim | null {
  const panel = panelOf(result, 'lines');
  const ratios = ratioIntervals(panel, `closed-form-i${many}`, `closed-form-i${few}`);
  if (panel === null || ratios === null) return null;
  const holds = ratios.every((interval) => above(interval, 1));
  return {
    claim: `Increasing I from ${few} to ${many} improves the aggregate throughput at every K`,
    paper: 'at every K',
    ours: byXText(panel, ratios, gainText),
    holds,
    ...because(holds, why),
  };
}

function widens(result: Measurements, why = ''): Claim | null {
  const panel = panelOf(result, 'lines');
  const last = (panel?.x.values.length ?? 0) - 1;
  const [low, high] = [0, last].map((n) => ratiosAt(panel, 'closed-form-i8', 'closed-form-i1', n));
  if (panel === null || low === null || high === null || last < 1) return null;
  const holds = above(studentInterval(high.map((ratio, seed) => ratio - low[seed])), 0);
  const [first, final] = [panel.x.values[0], panel.x.values[last]];
  return {
    claim: 'The gap between I = 1, 6 and 8 increases with K',
    paper: 'increases',
    ours: `I = 8 over I = 1: ${gainText(studentInterval(low))} at K = ${first}, ${gainText(studentInterval(high))} at K = ${final}`,
    holds,
    ...because(holds, why),
  };
}
