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

/** Text that Markdown takes as it is, on one line. */
export function plainText(text: string): string {
  return text.replaceAll('<', '&lt;').replaceAll(/\s*\n\s*/g, ' ');
}

function cellText(text: string): string {
  return plainText(text).replaceAll('|', String.raw`\|`);
}
