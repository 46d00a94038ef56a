import type { Claim, ExperimentResult } from '../result.ts';
import { fig12 } from './fig12.ts';
import { fig6a } from './fig6a.ts';
import { fig6b } from './fig6b.ts';
import { fig7 } from './fig7.ts';
import { fig8 } from './fig8.ts';
import { fig9 } from './fig9.ts';
import type { Judge, Measurements } from './figures.ts';

const figures: Readonly<Record<string, readonly Judge[]>> = { fig6a, fig6b, fig7, fig8, fig9, fig12 };

/** What the paper says of this figure beside what came out; none for an experiment of one's own. */
export function claimsOf(result: Measurements): Claim[] {
  return (figures[result.name] ?? []).map((judge) => judge(result)).filter((claim) => claim !== null);
}

/** A result with its claims judged by the code as it is now; those of a special experiment stay as it left them. */
export function judgedAgain(result: ExperimentResult): ExperimentResult {
  return result.name in figures ? { ...result, claims: claimsOf(result) } : result;
}
