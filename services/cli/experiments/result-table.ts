import type { ExperimentResult, Panel } from '@chorus/experiments';
import { panelTable } from '@chorus/experiments/report/panel-table.ts';
import { alignedTable } from '../summary/table.ts';

/** What a result says, for a terminal: each panel as a table, then the claims. */
export function resultTable(result: ExperimentResult): string {
  const claims = result.claims.map(({ claim, paper, ours, holds, why }) =>
    [
      `${holds ? 'holds  ' : 'differs'}  ${claim}`,
      `         paper: ${paper}; here: ${ours}`,
      why && `         ${why}`,
    ]
      .filter(Boolean)
      .join('\n'),
  );
  return [result.title, ...result.panels.map(table), ...(claims.length > 0 ? [claims.join('\n')] : [])].join(
    '\n\n',
  );
}

function table(panel: Panel): string {
  return `${panel.title}\n${alignedTable(panelTable(panel))}`;
}
