import type { ExperimentResult } from '../result.ts';
import { experimentSections } from './experiment-page.ts';
import { markdownTable, plainText } from './markdown.ts';

/** An experiment that comes with Chorus, or somebody's own that has been run. */
export interface ReportEntry {
  readonly name: string;
  readonly title: string;
  /** Null where it has not been run. */
  readonly result: ExperimentResult | null;
}

/** All results on one page of Markdown: the claims of Section IV first, then each figure. */
export function reportPage(entries: readonly ReportEntry[]): string {
  const ran = entries.flatMap(({ result }) => (result === null ? [] : [result]));
  const missing = entries.filter(({ result }) => result === null);
  return `${[
    "# The paper's Section IV, and what came out here",
    'Made by `./scripts/chorus report` from the results of `./scripts/chorus experiment`. `holds` is computed from the numbers: ' +
      'a claim with a figure holds where the figure lies in the 95 % interval, an "up to" where it is reached, a comparison where the ' +
      'interval leaves no doubt.',
    '## Claims',
    claims(ran),
    ...(missing.length === 0 ? [] : ['## Not run', notRun(missing)]),
    ...ran.flatMap((result) => [`## ${plainText(result.title)}`, experimentSections(result)]),
  ].join('\n\n')}\n`;
}

function claims(results: readonly ExperimentResult[]): string {
  const rows = results.flatMap(({ name, claims: all }) =>
    all.map(({ claim, paper, ours, holds, why }) => [
      name,
      claim,
      paper,
      ours,
      holds ? 'yes' : '**no**',
      why ?? '',
    ]),
  );
  if (rows.length === 0) return 'No experiment that the paper has claims for has been run.';
  const held = results.flatMap((result) => result.claims).filter(({ holds }) => holds).length;
  const table = markdownTable([['figure', 'claim', 'paper', 'here', 'holds', 'why not'], ...rows], 'left');
  return `${held} of ${rows.length} hold.\n\n${table}`;
}

function notRun(entries: readonly ReportEntry[]): string {
  return entries
    .map(({ name, title }) => `- ${plainText(title)}: \`./scripts/chorus experiment ${name}\` runs it.`)
    .join('\n');
}
