import { mean } from '@chorus/platform/statistics.ts';
import type { Panel } from '../../result.ts';
import { overSeeds } from '../over-seeds.ts';
import type { Reference } from './references.ts';
import type { ShownTraining } from './trainings.ts';

/** A training's curves and what stands beside them. */
export interface Curves {
  readonly shown: ShownTraining;
  /** Of training so far, by x. */
  readonly nearRtLoops: readonly number[];
  /** Held-out sum rates [seeds][x]. */
  readonly sumRates: readonly (readonly number[])[];
  readonly references: readonly Reference[];
}

/** N_nRT, near-RT loops in a non-RT loop. */
const NON_RT = 100;
const RATE = 'aggregate throughput [bit/s/Hz]';

export function panelsOf(curves: readonly Curves[]): Panel[] {
  return [...curves.map(curvePanel), endTable(curves)];
}

function curvePanel({ shown, nearRtLoops, sumRates, references }: Curves): Panel {
  return {
    id: shown.id,
    title: shown.title,
    kind: 'lines',
    x: { label: 'non-RT loops of training', values: nearRtLoops.map((loops) => loops / NON_RT) },
    y: { label: RATE },
    series: [
      overSeeds({ name: 'proposed', label: 'proposed, in training' }, sumRates),
      ...references.map(({ name, label, sumRate }) => ({
        name,
        label,
        mean: nearRtLoops.map(() => sumRate),
      })),
    ],
  };
}

/** Start and end of each training with the standard deviation over seeds, which the paper's figure shades. */
function endTable(curves: readonly Curves[]): Panel {
  const rows = curves.flatMap(({ shown, sumRates }) => {
    const [first, last] = [0, sumRates[0].length - 1].map((x) => sumRates.map((rates) => rates[x]));
    return [
      { label: `panel ${shown.id}, mean`, mean: [mean(first), mean(last)] },
      { label: `panel ${shown.id}, standard deviation`, mean: [deviation(first), deviation(last)] },
    ];
  });
  return {
    id: 'c',
    title: `${RATE} over the seeds of training`,
    kind: 'table',
    x: { label: 'training', values: ['at its start', 'at its end'] },
    y: { label: RATE },
    series: rows,
  };
}

function deviation(values: readonly number[]): number {
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return Math.sqrt(squares / Math.max(1, values.length - 1));
}
