import { studentInterval, type Interval } from '@chorus/platform/statistics.ts';
import type { Claim } from '../result.ts';
import {
  above,
  because,
  bySeed,
  panelOf,
  ratiosAt,
  valueText,
  type Judge,
  type Measurements,
} from './figures.ts';

/** Of channels without an error, and of noisy ones: who was trained on what. */
const TRAINED_CLEAN = 'actor-i6';
const TRAINED_NOISY = 'actor-csi-10db';
/** The paper's baselines. */
const BASELINES = ['c-rzf', 'd-rzf', 'drl-wmmse'] as const;

/** What the paper says of Fig. 12. */
export const fig12: readonly Judge[] = [
  (result) => degrades(result),
  (result) => closesIn(result),
  (result) => beatsAll(result),
];

function degrades(result: Measurements, why = ''): Claim | null {
  const panel = panelOf(result, 'lines');
  if (panel === null || panel.x.values.length < 2) return null;
  const [first, last] = [0, panel.x.values.length - 1];
  // The scheme trained for noise is not meant for the clean end.
  const judged = panel.series.filter(({ name }) => name !== TRAINED_NOISY);
  const lost = judged.map(({ label, name }) => {
    const rows = bySeed(panel, name ?? '');
    return { label, kept: rows && studentInterval(rows.map((row) => row[last] / row[first])) };
  });
  const others = lost.filter(({ kept }) => kept !== null && !above(negative(kept), -1));
  const holds = others.length === 0;
  const kept = lost.flatMap(({ label, kept: share }) =>
    share === null ? [] : [`${label} ${valueText(share)}`],
  );
  return {
    claim: 'The performance of all algorithms is degraded as rho^2 increases',
    paper: 'all algorithms',
    ours: `kept at ${panel.x.values[last]} dB of what perfect CSI gives: ${kept.join('; ')}`,
    holds,
    ...because(holds, why),
  };
}

function closesIn(result: Measurements, why = ''): Claim | null {
  const [none, noisy] = [
    ratiosToCentral(result, TRAINED_CLEAN, 'none'),
    ratiosToCentral(result, TRAINED_NOISY, -10),
  ];
  if (none === null || noisy === null) return null;
  const gap = (ratio: number) => Math.abs(ratio - 1);
  const holds = above(studentInterval(none.map((ratio, seed) => gap(ratio) - gap(noisy[seed]))), 0);
  return {
    claim: 'The gap between the proposed framework and C-RZF becomes smaller at higher error levels',
    paper: 'smaller, and below C-RZF without an error',
    ours: `times C-RZF: ${valueText(studentInterval(none))} with perfect CSI, ${valueText(studentInterval(noisy))} at -10 dB`,
    holds,
    ...because(holds, why),
  };
}

function beatsAll(result: Measurements, why = ''): Claim | null {
  const panel = panelOf(result, 'lines');
  const n = panel?.x.values.indexOf(-10) ?? -1;
  const to = (rival: string) => {
    const ratios = ratiosAt(panel, TRAINED_NOISY, rival, n);
    return ratios && studentInterval(ratios);
  };
  const ratios = BASELINES.map(to);
  if (ratios.includes(null)) return null;
  const cluster = to('p-rzf');
  const holds = ratios.every((interval) => above(interval as Interval, 1));
  const text = BASELINES.map((rival, r) => `${rival.toUpperCase()} ${valueText(ratios[r] as Interval)}`);
  return {
    claim:
      'At rho^2 = -10 dB the proposed framework, trained on noisy channels, outperforms all baselines, C-RZF too',
    paper: 'above C-RZF, D-RZF and DRL-WMMSE',
    ours: `times ${text.join(', ')}${cluster === null ? '' : `; P-RZF, which the paper does not have, ${valueText(cluster)}`}`,
    holds,
    ...because(holds, why),
  };
}

function ratiosToCentral(result: Measurements, name: string, x: number | string): number[] | null {
  const panel = panelOf(result, 'lines');
  return ratiosAt(panel, name, 'c-rzf', panel?.x.values.indexOf(x) ?? -1);
}

function negative({ mean, halfWidth }: Interval): Interval {
  return { mean: -mean, halfWidth };
}
