import { loadScenario } from '@chorus/platform/scenario.ts';
import { processorMs } from '../clock.ts';
import { kernelsOf } from './kernels.ts';
import { overridesOf, type Size } from './sweeps.ts';

/** What a slot costs in a network of one size. */
export interface SizeCost extends Size {
  readonly servingLinks: number;
  /** Pairs of a user and an O-RU whose O-DU knows the channel. */
  readonly coupledLinks: number;
  /** Processor time per slot by kernel [ms]. */
  readonly ms: Readonly<Record<string, number>>;
  readonly totalMs: number;
}

/** Calls at least, whatever they take; the first of them compile. */
const FEWEST = 6;
const MOST = 300;

/** @param budgetMs of processor time for each kernel */
export async function measureSize(size: Size, budgetMs: number): Promise<SizeCost> {
  const { topology, kernels } = await kernelsOf(loadScenario('paper', overridesOf(size)));
  const ms: Record<string, number> = {};
  for (const { name, run, perSlot } of kernels) ms[name] = perSlot * fastest(run, budgetMs);
  const links = (lists: readonly (readonly number[])[]) => lists.reduce((sum, { length }) => sum + length, 0);
  return {
    ...size,
    servingLinks: links(topology.served),
    coupledLinks: links(topology.coupled),
    ms,
    totalMs: Object.values(ms).reduce((a, b) => a + b, 0),
  };
}

/** The fastest call [ms]: what the computation costs where nothing disturbs it. */
function fastest(run: () => void, budgetMs: number): number {
  let least = Infinity;
  let spent = 0;
  for (let call = 0; call < FEWEST || (spent < budgetMs && call < MOST); call++) {
    const ms = processorMs(run);
    spent += ms;
    least = Math.min(least, ms);
  }
  return least;
}
