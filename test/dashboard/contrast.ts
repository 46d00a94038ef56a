import type { Page } from 'playwright-core';

/** Runs in the page: every visible text against the first ground behind it that is not transparent. */
const script = `(() => {
  const channels = (color) => color.match(/[\\d.]+/g).map(Number);
  const luminance = (color) => {
    const [r, g, b] = channels(color).map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const groundOf = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const { backgroundColor } = getComputedStyle(at);
      const [, , , alpha = 1] = channels(backgroundColor);
      if (alpha === 1) return backgroundColor;
    }
    return 'rgb(255, 255, 255)';
  };
  const hasText = (element) =>
    element.matches('input:not([type=checkbox], [type=range]), select') ||
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim() !== '');
  const texts = [...document.body.querySelectorAll('*')].filter(
    (element) => hasText(element) && element.checkVisibility() && !element.matches('option, :disabled, noscript'),
  );
  const faults = texts.flatMap((element) => {
    const [one, other] = [getComputedStyle(element).color, groundOf(element)].map(luminance);
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    return ratio >= 4.5 ? [] : [ratio.toFixed(2) + ' ' + element.outerHTML.slice(0, 80)];
  });
  return { checked: texts.length, faults };
})()`;

/** Texts whose contrast is below 4.5, the AA of WCAG 2; what is disabled is exempt. */
export function contrastFaults(page: Page): Promise<{ checked: number; faults: string[] }> {
  return page.evaluate(script);
}
