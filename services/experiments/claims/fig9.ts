import { studentInterval } from '@chorus/platform/statistics.ts';
import type { Claim } from '../result.ts';
import { aboveDistributed, closeToCentral, PROPOSED } from './common.ts';
import {
  above,
  because,
  gainText,
  panelOf,
  ratiosAt,
  whyOutside,
  within,
  type Judge,
  type Measurements,
} from './figures.ts';

const LARGER =
  'In the default run: the gap is larger than the paper has it at every N_t: the rates of the proposed framework are higher here than C-RZF, not a little lower, ' +
  'while lambda of D-RZF is tuned on every network.';

/** What the paper says of Fig. 9. */
export const fig9: readonly Judge[] = [
  (result) => aboveDistributed(result),
  (result) => closeToCentral(result),
  (result) => gap(result, 4, 23.92, LARGER),
  (result) => gap(result, 8, 3.73, LARGER),
  (result) => narrows(result),
];

function gap(result: Measurements, nt: number, percent: number, why = ''): Claim | null {
  const ratios = overLocal(result, nt);
  if (ratios === null) return null;
  const interval = studentInterval(ratios);
  const holds = within(interval, 1 + percent / 100);
  return {
    claim: `At N_t = ${nt} the gap between the proposed framework and D-RZF is ${percent} %`,
    paper: `${percent} %`,
    ours: gainText(interval),
    holds,
    ...because(holds, whyOutside(interval, why)),
  };
}

function narrows(result: Measurements, why = ''): Claim | null {
  const [four, eight] = [overLocal(result, 4), overLocal(result, 8)];
  if (four === null || eight === null) return null;
  const holds = above(studentInterval(four.map((ratio, seed) => ratio - eight[seed])), 0);
  return {
    claim: 'The gap to D-RZF narrows as N_t increases from 4 to 8',
    paper: '23.92 % to 3.73 %',
    ours: `${gainText(studentInterval(four))} to ${gainText(studentInterval(eight))}`,
    holds,
    ...because(holds, why),
  };
}

function overLocal(result: Measurements, nt: number): number[] | null {
  const panel = panelOf(result, 'lines');
  return ratiosAt(panel, PROPOSED, 'd-rzf', panel?.x.values.indexOf(nt) ?? -1);
}
