import type { Rates } from '@chorus/experiments/jobs/job.ts';
import { measure, type MeasureInit } from '@chorus/experiments/jobs/measure.ts';
import { modelNames } from '@chorus/platform/load-model.ts';
import type { Block } from './blocks.ts';
import type { Scheme } from './schemes.ts';

export interface Row {
  condition: string;
  scheme: Scheme;
  /** The constant that did best on the tuning topologies. */
  constant: string | null;
  /** By topology; null where the scheme's model does not exist. */
  rates: readonly Rates[] | null;
}

/**
 * Runs every scheme of the blocks on the same topologies and channels.
 *
 * @throws ChorusError for a wrong scenario or a damaged model; CHORUS_APP_FAILED names the run that failed
 */
export async function evaluate(blocks: readonly Block[], init: MeasureInit): Promise<Row[]> {
  const known = modelNames();
  const rows = blocks.flatMap(({ condition, set, schemes }) =>
    schemes
      .map((scheme) => ({ condition, set, scheme, exists: !scheme.model || known.includes(scheme.model) }))
      .filter(({ scheme, exists }) => exists || scheme.optional !== true),
  );
  const runnable = rows.filter(({ exists }) => exists);
  const measured = await measure(runnable, init);
  return rows.map((row) => {
    const { condition, scheme } = row;
    const of = measured[runnable.indexOf(row)] ?? { constant: null, rates: null };
    return { condition, scheme, constant: of.constant?.name ?? null, rates: of.rates };
  });
}
