import { availableParallelism } from 'node:os';
import { count } from '@chorus/cli/launch-options.ts';
import { parseArguments } from '@chorus/platform/arguments.ts';
import { ChorusError } from '@chorus/platform/errors.ts';
import { TABLES, type Table } from './blocks.ts';

export const USAGE = `node bench/actors.ts [OPTIONS]

Trained actors beside their rivals on topologies that no training saw, as a markdown table.
  --table NAME         ${TABLES.join(', ')} (main)
  --topologies N       held-out topologies (10)
  --near-rt-loops N    of each run; the last two thirds count (30)
  --scenario NAME      a file, or the name of one in deploy/scenarios (paper)
  --workers N          threads (one for each core)
  --json FILE          every result as a line of JSON, written as it comes
  --resume             keep what stands in FILE for the same scenarios and models, compute the rest;
                       what the code of an older checkout wrote is best computed anew
`;

export interface Options {
  table: Table;
  topologies: number;
  nearRtLoops: number;
  scenario: string;
  workers: number;
  json: string | null;
  resume: boolean;
}

/**
 * @returns null when help is asked for
 * @throws ChorusError CHORUS_USAGE
 */
export function parseOptions(argv: readonly string[]): Options | null {
  const given = parse(argv);
  if (given.help === true) return null;
  const resume = given.resume === true;
  const json = given.json ?? null;
  if (resume && json === null) throw usage('--resume needs --json FILE, where the results so far stand');
  return {
    table: tableOf(given.table ?? 'main'),
    topologies: count('--topologies', given.topologies ?? '10'),
    nearRtLoops: count('--near-rt-loops', given['near-rt-loops'] ?? '30'),
    scenario: given.scenario ?? 'paper',
    workers: count('--workers', given.workers ?? String(availableParallelism())),
    json,
    resume,
  };
}

function tableOf(name: string): Table {
  const table = TABLES.find((known) => known === name);
  if (table === undefined) throw usage(`--table is ${JSON.stringify(name)}; allowed: ${TABLES.join(', ')}`);
  return table;
}

function parse(argv: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  return parseArguments(argv, {
    table: text,
    topologies: text,
    'near-rt-loops': text,
    scenario: text,
    workers: text,
    json: text,
    resume: flag,
    help: flag,
  });
}

function usage(reason: string): ChorusError<'CHORUS_USAGE'> {
  return new ChorusError('CHORUS_USAGE', { reason });
}
