import type { Claim } from '../result.ts';
import { above, because, byXText, panelOf, ratioIntervals, type Measurements } from './figures.ts';

/** What stands for the paper's proposed framework: the actor that observes what the paper's does. */
export const PROPOSED = 'actor-i6';
/** The paper's distributed baselines. */
export const DISTRIBUTED = ['d-rzf', 'drl-wmmse'] as const;
/** How far below C-RZF is still close to it. */
const CLOSE = 0.9;

/** "The proposed framework consistently outperforms the distributed baselines." */
export function aboveDistributed(result: Measurements, why = ''): Claim | null {
  const panel = panelOf(result, 'lines');
  const ratios = DISTRIBUTED.map((rival) => ratioIntervals(panel, PROPOSED, rival));
  const [local, wmmse] = ratios;
  if (panel === null || local === null || wmmse === null) return null;
  const holds = [...local, ...wmmse].every((interval) => above(interval, 1));
  return {
    claim: `The proposed framework outperforms the distributed baselines at every ${panel.x.label}`,
    paper: 'above D-RZF and DRL-WMMSE throughout',
    ours: `times D-RZF: ${byXText(panel, local)}; times DRL-WMMSE: ${byXText(panel, wmmse)}`,
    holds,
    ...because(holds, why),
  };
}

/** "... and performs close to C-RZF." */
export function closeToCentral(result: Measurements, why = ''): Claim | null {
  const panel = panelOf(result, 'lines');
  const ratios = ratioIntervals(panel, PROPOSED, 'c-rzf');
  if (panel === null || ratios === null) return null;
  const holds = ratios.every((interval) => above(interval, CLOSE));
  return {
    claim: `The proposed framework performs close to C-RZF (no more than 10 % below) at every ${panel.x.label}`,
    paper: 'close, a little below',
    ours: `times C-RZF: ${byXText(panel, ratios)}`,
    holds,
    ...because(holds, why),
  };
}
