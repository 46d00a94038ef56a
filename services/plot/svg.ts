/** Text and axes: shows on light and dark ground. */
export const INK = '#7d8590';

/** A picture of its elements. */
export function picture(width: number, height: number, title: string, elements: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" ` +
      `font-family="sans-serif" font-size="13" fill="${INK}" role="img">`,
    `<title>${escape(title)}</title>`,
    ...elements,
    '</svg>\n',
  ].join('\n');
}

/** A text, with attributes beside its place. */
export function text(x: number, y: number, content: string, attributes = ''): string {
  return `<text x="${x}" y="${y}"${attributes && ` ${attributes}`}>${escape(content)}</text>`;
}

/** For text and for attributes in double quotes. */
export function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
