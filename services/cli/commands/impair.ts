import type { Command } from 'commander';
import type { ImpairmentsView } from '@chorus/dashboard/api.ts';
import { ChorusError } from '@chorus/platform/errors.ts';
import { impairments } from '../impair/impairments-client.ts';
import { impairmentsText } from '../impair/impairments-text.ts';
import { httpOf, onTestbed, print, type OnTestbed as Options } from '../on-testbed.ts';

interface LinkOptions extends Options {
  delaySlots?: number;
  loss?: number;
}

/** `chorus impair`: delay and loss on E2 and D2, CSI error and speed of a running testbed. */
export function register(program: Command): void {
  const impair = program
    .command('impair')
    .description('show the impairments of a running testbed, or change them from the next near-RT loop on');
  onTestbed(impair).action((options: Options) => apply(options));
  const add = (name: string, description: string) => onTestbed(impair.command(name).description(description));
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

async function apply(options: Options, part?: Partial<ImpairmentsView>): Promise<void> {
  const set = await impairments(httpOf('ru-sim', options), part);
  print(options, set, impairmentsText(set, part === undefined ? 'since' : 'from'));
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
