import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { plotPanel } from '@chorus/plot';
import { number } from '@chorus/cli/summary/table.ts';
import type { BenchRow, BenchTable } from '../record/table.ts';
import { exponent } from '../scale/fit.ts';
import { measureSize, type SizeCost } from '../scale/measure.ts';
import { panelOf } from '../scale/plot.ts';
import { SWEEPS, type Sweep } from '../scale/sweeps.ts';
import type { Section } from './section.ts';

/** Processor time that each kernel may take at each size [ms]. */
const BUDGET_MS = 200;

export const scale: Section = {
  name: 'scale',
  about: 'cost of a slot against the numbers of O-RUs and users',
  run: async ({ share, pictures, progress }) => {
    const known = new Map<string, SizeCost>();
    const tables: BenchTable[] = [];
    for (const sweep of SWEEPS) {
      // The largest networks take most of the time.
      const sizes = share < 1 ? sweep.sizes.slice(0, -2) : sweep.sizes;
      const costs: SizeCost[] = [];
      for (const size of sizes) {
        const key = `L = ${size.L}, K = ${size.K}`;
        progress(key);
        const cost = known.get(key) ?? (await measureSize(size, share * BUDGET_MS));
        known.set(key, cost);
        costs.push(cost);
      }
      tables.push(tableOf(sweep, costs));
      if (pictures === null) continue;
      mkdirSync(pictures, { recursive: true });
      writeFileSync(join(pictures, `scale-${sweep.id}.svg`), plotPanel(panelOf(sweep, costs)));
    }
    return tables;
  },
};

function tableOf(sweep: Sweep, costs: readonly SizeCost[]): BenchTable {
  const kernels = Object.keys(costs[0].ms);
  return {
    id: `scale-${sweep.id}`,
    title: `A slot's computations, ${sweep.title} [ms of processor time on one core]`,
    columns: ['serving links', 'known links', ...kernels, 'total', 'us per serving link'],
    compared: 'total',
    better: 'lower',
    rows: [
      ...costs.map(rowOf),
      exponents('exponent of L K', costs, ({ L, K }) => L * K),
      exponents('exponent of serving links', costs, ({ servingLinks }) => servingLinks),
    ],
    notes: [
      'known links: pairs whose channel the O-DU knows; exponents: b of the best fit of time = a x^b over these sizes',
    ],
    data: costs,
  };
}

function rowOf({ L, K, servingLinks, coupledLinks, ms, totalMs }: SizeCost): BenchRow {
  return {
    name: `L = ${L}, K = ${K}`,
    cells: [
      number(servingLinks),
      number(coupledLinks),
      ...Object.values(ms).map((value) => value.toFixed(3)),
      totalMs.toFixed(2),
      ((1000 * totalMs) / servingLinks).toFixed(2),
    ],
    value: totalMs,
  };
}

function exponents(name: string, costs: readonly SizeCost[], of: (cost: SizeCost) => number): BenchRow {
  const x = costs.map(of);
  const fit = (values: readonly number[]) => exponent(x, values)?.toFixed(2) ?? '-';
  const kernels = Object.keys(costs[0].ms).map((kernel) => fit(costs.map(({ ms }) => ms[kernel])));
  const total = fit(costs.map(({ totalMs }) => totalMs));
  return { name, cells: ['', '', ...kernels, total, ''], value: null };
}
