import { seedsText } from '@chorus/experiments/seeds.ts';
import { quote } from '../training/command-line.ts';

/** The options that decide what comes out, and so belong to a result. */
export interface Choices {
  readonly seeds?: readonly number[];
  readonly nearRtLoops?: number;
  readonly warmUp?: number;
  readonly schemes?: readonly string[];
  readonly scheme: readonly string[];
  readonly set: readonly string[];
  readonly live?: boolean;
}

/** The command line that gives the same result again. */
export function experimentCommandLine(name: string, choices: Choices): string {
  const { seeds, nearRtLoops, warmUp, schemes, scheme, set, live } = choices;
  const words = [
    name,
    ...(seeds === undefined ? [] : ['--seeds', seedsText(seeds)]),
    ...(nearRtLoops === undefined ? [] : ['--near-rt-loops', String(nearRtLoops)]),
    ...(warmUp === undefined ? [] : ['--warm-up', String(warmUp)]),
    ...(schemes === undefined ? [] : ['--schemes', schemes.join(',')]),
    ...scheme.flatMap((text) => ['--scheme', text]),
    ...set.flatMap((text) => ['--set', text]),
    ...(live === true ? ['--live'] : []),
  ];
  return ['./scripts/chorus experiment', ...words.map(quote)].join(' ');
}
