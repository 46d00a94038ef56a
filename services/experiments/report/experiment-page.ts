import type { Claim, ExperimentResult } from '../result.ts';
import { seedsText } from '../seeds.ts';
import { markdownTable, plainText } from './markdown.ts';
import { panelTable } from './panel-table.ts';
import { pictureName } from './picture.ts';

/** A result as a page of Markdown, beside its pictures. */
export function experimentPage(result: ExperimentResult): string {
  return `# ${plainText(result.title)}\n\n${experimentSections(result)}\n`;
}

/** Pictures, claims and numbers of a result, and how they came about. */
export function experimentSections(result: ExperimentResult): string {
  const { panels, claims, notes } = result;
  return [
    ...panels
      .filter(({ kind }) => kind !== 'table')
      .map((panel) => `![${plainText(panel.title)}](${pictureName(result, panel)})`),
    ...(claims.length > 0 ? [claimsTable(claims)] : []),
    ...panels.map((panel) => markdownTable(panelTable(panel))),
    [provenance(result), ...notes.map((note) => `- ${note}`)].join('\n'),
  ].join('\n\n');
}

/** The paper's claims beside what came out. */
export function claimsTable(claims: readonly Claim[]): string {
  return markdownTable([CLAIM_HEAD, ...claims.map(claimRow)], 'left');
}

/** Of the rows of {@link claimRow}. */
export const CLAIM_HEAD = ['claim', 'paper', 'here', 'holds', 'why not'] as const;

/** A claim as cells of a table. */
export function claimRow({ claim, paper, ours, holds, why }: Claim): string[] {
  return [claim, paper, ours, holds ? 'yes' : '**no**', why ?? ''];
}

function provenance({ command, version, seeds, nearRtLoops, warmUpLoops, live }: ExperimentResult): string {
  return [
    `- \`${command}\`, version \`${version}\``,
    `- seeds ${seedsText(seeds)}; near-RT loops ${warmUpLoops + 1} to ${nearRtLoops} of each run; ${live ? 'through the processes' : 'on the twin'}`,
    ...(seeds.length > 1
      ? ['- ± is the 95 % interval of the mean over seeds; every scheme has the same channels']
      : []),
  ].join('\n');
}
