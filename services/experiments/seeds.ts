import { ChorusError } from '@chorus/platform/errors.ts';
import { range } from '@chorus/phy';

/**
 * Seeds from text such as `1-10` or `1,2,7-9`, in its order, each once.
 *
 * @param field for the error
 * @throws ChorusError CHORUS_USAGE
 */
export function parseSeeds(field: string, text: string): number[] {
  const parts = text.split(',').map((part) => /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(part.trim()));
  const seeds = parts.flatMap((part) => {
    const [, first, last = first] = part ?? [];
    const many = Number(last) - Number(first) + 1;
    return many >= 1 && many <= 10_000 ? range(many).map((n) => Number(first) + n) : [NaN];
  });
  if (seeds.some(Number.isNaN))
    throw new ChorusError('CHORUS_USAGE', {
      reason: `${field} is ${JSON.stringify(text)}; allowed: seeds and spans of them, for instance 1-5 or 1,2,7-9`,
    });
  return [...new Set(seeds)];
}

/** Seeds as a short text: `1-5`, `1, 3`. */
export function seedsText(seeds: readonly number[]): string {
  const spans: [number, number][] = [];
  for (const seed of seeds) {
    const span = spans.at(-1);
    if (span?.[1] === seed - 1) span[1] = seed;
    else spans.push([seed, seed]);
  }
  return spans.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',');
}
