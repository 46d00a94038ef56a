/** Rows of cells as a Markdown table, the first its head; the first column to the left. */
export function markdownTable(rows: readonly (readonly string[])[]): string {
  const [head, ...body] = rows.map((row) => row.map(cellText));
  const rule = head.map((_, n) => (n === 0 ? '---' : '---:'));
  return [head, rule, ...body].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function cellText(text: string): string {
  return text.replaceAll('|', String.raw`\|`).replaceAll(/\s*\n\s*/g, ' ');
}
