import { join } from 'node:path';
import { parseArguments } from '@chorus/platform/arguments.ts';
import { ChorusError } from '@chorus/platform/errors.ts';
import { SECTIONS } from './sections/index.ts';

/** The committed result that runs are compared with. */
export const RECORDED = join(import.meta.dirname, 'results', 'recorded.json');

const width = Math.max(...SECTIONS.map(({ name }) => name.length));
export const USAGE = `npm run bench -- [OPTIONS]

Speeds at the paper's scale, each table beside the last recorded result.
  --only NAMES   sections, separated by commas (all)
  --quick        a fifth of the samples
  --record       keep what is measured as the result to compare with
  --last FILE    the recorded result (bench/results/recorded.json)
  --json FILE    write all figures as JSON

Sections:
${SECTIONS.map(({ name, about }) => `  ${name.padEnd(width)}  ${about}`).join('\n')}
`;

export interface Options {
  readonly sections: readonly string[];
  readonly quick: boolean;
  readonly record: boolean;
  /** Path of the recorded result. */
  readonly last: string;
  readonly json: string | null;
}

/**
 * @returns null when help is asked for
 * @throws ChorusError CHORUS_USAGE
 */
export function parseOptions(argv: readonly string[]): Options | null {
  const given = parse(argv);
  if (given.help === true) return null;
  const quick = given.quick === true;
  const record = given.record === true;
  if (quick && record) throw usage('--record takes all samples, so it goes without --quick');
  return {
    sections: sectionsOf(given.only),
    quick,
    record,
    last: given.last ?? RECORDED,
    json: given.json ?? null,
  };
}

function sectionsOf(only: string | undefined): string[] {
  const known = SECTIONS.map(({ name }) => name);
  const asked = only?.split(',') ?? known;
  const unknown = asked.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw usage(`--only is ${JSON.stringify(unknown)}; allowed: ${known.join(', ')}`);
  return known.filter((name) => asked.includes(name));
}

function parse(argv: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  return parseArguments(argv, { only: text, quick: flag, record: flag, last: text, json: text, help: flag });
}

function usage(reason: string): ChorusError<'CHORUS_USAGE'> {
  return new ChorusError('CHORUS_USAGE', { reason });
}
