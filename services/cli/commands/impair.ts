import type { Command } from 'commander';
import type { ImpairmentsView } from '@chorus/dashboard/api.ts';
import { ChorusError } from '@chorus/platform/errors.ts';
import { impairments } from '../impair/impairments-client.ts';
import { impairmentsText } from '../impair/impairments-text.ts';
import { Registry } from '../testbed/registry.ts';
import { home } from '../testbed/repository.ts';

interface Options {
  run?: string;
  json?: boolean;
}
interface LinkOptions extends Options {
  delaySlots?: number;
  loss?: number;
}

/** `chorus impair`: delay and loss on E2 and D2, CSI error and speed of a running testbed. */
export function register(program: Command): void {
  const impair = program
    .command('impair')
    .description('show the impairments of a running testbed, or change them from the next near-RT loop on');
  common(impair).action((options: Options) => apply(options));
  const add = (name: string, description: string) => common(impair.command(name).description(description));
  for (const [link, what] of [
    ['e2', 'controls of the near-RT RIC'],
    ['d2', 'messages between O-DUs'],
  ] as const)
    add(link, `delay and loss of ${what}`)
      .option('--delay-slots <n>', 'RT loops until one takes effect', (text) => value('--delay-slots', text))
      .option('--loss <p>', 'probability that one is lost', (text) => value('--loss', text))
      .action(({ delaySlots, loss, ...options }: LinkOptions) =>
        apply(options, change({ [`${link}_delay_slots`]: delaySlots, [`${link}_loss`]: loss })),
      );
  add('csi', 'error of the channel estimates')
    .requiredOption('--error-db <rho^2>', 'its power over that of the channel [dB], or none', (text) =>
      text === 'none' ? text : value('--error-db', text),
    )
    .action(({ errorDb, ...options }: Options & { errorDb: number | 'none' }) =>
      apply(options, { csi_error_db: errorDb === 'none' ? null : errorDb }),
    );
  add('speed', 'speed of the users')
    .requiredOption('--mps <v>', '[m/s]', (text) => value('--mps', text))
    .action(({ mps, ...options }: Options & { mps: number }) => apply(options, { speed_mps: mps }));
}

function common(command: Command): Command {
  return command.option('--run <id>', 'which testbed (the newest)').option('--json', 'as JSON');
}

async function apply({ run, json }: Options, part?: Partial<ImpairmentsView>): Promise<void> {
  const { addresses } = new Registry(home()).find(run);
  const set = await impairments(addresses?.http['ru-sim'] ?? '', part);
  const text = impairmentsText(set, part === undefined ? 'since' : 'from');
  process.stdout.write(`${json === true ? JSON.stringify(set, null, 2) : text}\n`);
}

/** What was given of a link. @throws ChorusError CHORUS_USAGE where nothing was */
function change(given: Readonly<Record<string, number | undefined>>): Partial<ImpairmentsView> {
  const entries = Object.entries(given).filter(([, one]) => one !== undefined);
  if (entries.length > 0) return Object.fromEntries(entries);
  throw new ChorusError('CHORUS_USAGE', { reason: 'give --delay-slots, --loss or both' });
}

/** A number; ru-sim knows the bounds. @throws ChorusError CHORUS_USAGE */
function value(option: string, text: string): number {
  const number = Number(text);
  if (text.trim() !== '' && Number.isFinite(number)) return number;
  throw new ChorusError('CHORUS_USAGE', {
    reason: `${option} is ${JSON.stringify(text)}; allowed: a number`,
  });
}
