import type { Row } from './evaluate.ts';
import type { Options } from './options.ts';
import { settlingLoops } from './settling.ts';

interface NotesInit extends Options {
  seeds: readonly number[];
  tuningSeeds: readonly number[];
}

/** What a reader of the table must know of how it came about, as a markdown list. */
export function notes(rows: readonly Row[], init: NotesInit): string {
  const { table, topologies, nearRtLoops, scenario, seeds, tuningSeeds } = init;
  const command = [
    `node bench/actors.ts --table ${table}`,
    `--topologies ${topologies} --near-rt-loops ${nearRtLoops}`,
    ...(scenario === 'paper' ? [] : [`--scenario ${scenario}`]),
  ].join(' ');
  const untrained = new Set(rows.filter(({ rates }) => rates === null).map(({ scheme }) => scheme.model));
  const impaired = rows.some(({ condition }) => condition.startsWith('E2 delay'));
  return [
    `\`${command}\` prints this table.`,
    `Topologies: ${scenario}, seeds ${seeds[0]} to ${seeds.at(-1)}, which no training and no tuning of constants saw; ` +
      'every scheme has the same channels.',
    `Mean rates [bit/s/Hz] over near-RT loops ${settlingLoops(nearRtLoops) + 1} to ${nearRtLoops}; ` +
      'the worst user and the 5th percentile over users are means over topologies.',
    "Ratios of sum rates are taken on each topology; ± is the 95 % interval of their mean by Student's t.",
    'RZF: lambda is tuned on each network (`rzf.lambda: auto`), with its CSI error unless the row says otherwise.',
    `Best constant: of the grid of \`chorus tune\`, and of factors of the interference where all of it is measured; ` +
      `by the mean sum rate on seeds ${tuningSeeds[0]} to ${tuningSeeds.at(-1)} under the row's condition.`,
    ...(impaired
      ? ['Under an E2 delay the runs are whole testbeds of processes; the constants are those without delay.']
      : []),
    ...[...untrained].map((model) => `\`${model}\` is not trained yet.`),
  ]
    .map((note) => `- ${note}`)
    .join('\n');
}
