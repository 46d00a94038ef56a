/**
 * Rows of cells as a Markdown table, the first its head.
 *
 * @param align of all columns but the first, which is to the left
 */
export function markdownTable(
  rows: readonly (readonly string[])[],
  align: 'left' | 'right' = 'right',
): string {
  const [head, ...body] = rows.map((row) => row.map(cellText));
  const rule = head.map((_, n) => (n === 0 || align === 'left' ? '---' : '---:'));
  return [head, rule, ...body].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function cellText(text: string): string {
  return text
    .replaceAll('|', String.raw`\|`)
    .replaceAll('<', '&lt;')
    .replaceAll(/\s*\n\s*/g, ' ');
}
