import type { ExperimentResult } from '../result.ts';
import { CLAIM_HEAD, claimRow, experimentSections } from './experiment-page.ts';
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
      'a claim with a figure holds where the figure lies in the 95 % interval, a comparison where the interval leaves no doubt, growth where every mean rises and the interval of the whole leaves no doubt. An "up to" ' +
      'of fig6a holds where one network reaches it and the mean gain is above 0 beyond doubt, one of fig5 where the interval lies above ' +
      "the figure. C-RZF's time in table1 holds where the interval reaches the figure or lies above it. By means alone are judged fig11, " +
      'and in table1 the 10 ms and the order of the schemes; fig10 counts, and fig6b asks whether every user is within 1 % of R_min.',
    '## Claims',
    claims(ran),
    ...(missing.length === 0 ? [] : ['## Not run', notRun(missing)]),
    ...ran.flatMap((result) => [`## ${plainText(result.title)}`, experimentSections(result)]),
  ].join('\n\n')}\n`;
}

function claims(results: readonly ExperimentResult[]): string {
  const rows = results.flatMap(({ name, claims: all }) => all.map((claim) => [name, ...claimRow(claim)]));
  if (rows.length === 0) return 'No experiment that the paper has claims for has been run.';
  const held = results.flatMap((result) => result.claims).filter(({ holds }) => holds).length;
  const table = markdownTable([['figure', ...CLAIM_HEAD], ...rows], 'left');
  return `${held} of ${rows.length} hold.\n\n${table}`;
}

function notRun(entries: readonly ReportEntry[]): string {
  return entries
    .map(({ name, title }) => `- ${plainText(title)}: \`./scripts/chorus experiment ${name}\` runs it.`)
    .join('\n');
}
