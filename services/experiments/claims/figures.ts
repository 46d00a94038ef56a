import { studentInterval, type Interval } from '@chorus/platform/statistics.ts';
import type { Claim, ExperimentResult, Panel } from '../result.ts';

/** A result before anyone has judged it. */
export type Measurements = Omit<ExperimentResult, 'claims'>;

/** A claim, or null where the result lacks what it speaks of, such as a scheme that was not run. */
export type Judge = (result: Measurements) => Claim | null;

/** The panel of a kind whose y axis begins so. */
export function panelOf({ panels }: Measurements, kind: Panel['kind'], yLabel = ''): Panel | null {
  return panels.find((panel) => panel.kind === kind && panel.y.label.startsWith(yLabel)) ?? null;
}

/** Values by seed [seeds][x] of a series, or null where it is missing. */
export function bySeed(panel: Panel | null, name: string): number[][] | null {
  const rows = panel?.series.find((series) => series.name === name)?.perSeed ?? null;
  return rows === null || rows.some((row) => row.some((value) => value === null))
    ? null
    : rows.map((row) => row.map(Number));
}

/** By seed, the ratio of two series at one x, on the same channels; null where one is missing. */
export function ratiosAt(panel: Panel | null, name: string, rival: string, n: number): number[] | null {
  const own = bySeed(panel, name);
  const others = bySeed(panel, rival);
  if (own === null || others === null || n < 0) return null;
  return own.map((row, seed) => row[n] / others[seed][n]);
}

/** By x, the interval over seeds of the ratio of two series; null where one is missing. */
export function ratioIntervals(panel: Panel | null, name: string, rival: string): Interval[] | null {
  const intervals = (panel?.x.values ?? []).map((_, n) => {
    const ratios = ratiosAt(panel, name, rival, n);
    return ratios === null ? null : studentInterval(ratios);
  });
  return intervals.length === 0 || intervals.includes(null) ? null : (intervals as Interval[]);
}

/** By seed, the mean over x of the ratio of two series; null where one is missing. */
export function meanRatios(panel: Panel | null, name: string, rival: string): number[] | null {
  const own = bySeed(panel, name);
  const others = bySeed(panel, rival);
  if (own === null || others === null) return null;
  return own.map((row, seed) => row.reduce((sum, value, n) => sum + value / others[seed][n], 0) / row.length);
}

/** Whether all of the interval lies above; of a single value, whether that does. */
export function above({ mean, halfWidth }: Interval, bound: number): boolean {
  return mean - (Number.isFinite(halfWidth) ? halfWidth : 0) > bound;
}

/** Whether a value lies in the interval; in that of a single seed, which has no bounds, none does. */
export function within({ mean, halfWidth }: Interval, value: number): boolean {
  return Number.isFinite(halfWidth) && Math.abs(value - mean) <= halfWidth;
}

/** Why a figure is not met: that of the caller, but where a single seed cannot meet any. */
export function whyOutside({ halfWidth }: Interval, why: string): string {
  return Number.isFinite(halfWidth)
    ? why
    : 'A single seed has no interval, so nothing can be said of a figure.';
}

/** `+6.38 ± 1.20 %` of an interval of ratios. */
export function gainText({ mean, halfWidth }: Interval): string {
  const percent = (100 * (mean - 1)).toFixed(2);
  return `${mean >= 1 ? '+' : ''}${percent}${plusMinus(100 * halfWidth, 2)} %`;
}

/** `1.25 ± 0.03`; without the interval where there is one value. */
export function valueText({ mean, halfWidth }: Interval, digits = 2): string {
  return `${mean.toFixed(digits)}${plusMinus(halfWidth, digits)}`;
}

/** Such as `60: 1.24 ± 0.03, 80: ...`, of one interval for each x. */
export function byXText({ x }: Panel, intervals: readonly Interval[], text = valueText): string {
  return x.values.map((value, n) => `${value}: ${text(intervals[n])}`).join(', ');
}

/** Where a claim does not hold and someone knows why. */
export function because(holds: boolean, why: string): { why?: string } {
  return holds || why === '' ? {} : { why };
}

function plusMinus(halfWidth: number, digits: number): string {
  return Number.isFinite(halfWidth) ? ` ± ${halfWidth.toFixed(digits)}` : '';
}
