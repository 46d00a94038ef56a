import { Option, type Command } from 'commander';
import { ChorusError } from '@chorus/platform/errors.ts';

/** Adds the options that `up` and `run` share. */
export function addLaunchOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--set <path=value>', 'override a field of the scenario; repeatable')
        .argParser(collect)
        .default([], 'none'),
    )
    .addOption(
      new Option('--listen <name=host:port>', 'fix an address: redis, nats, ofh, e2, xapp-api or a process')
        .argParser(collect)
        .default([], 'chosen'),
    )
    .addOption(
      new Option('--patience-s <seconds>', 'how long to wait for what does not come')
        .argParser((text) => positive('--patience-s', text))
        .default(20),
    )
    .addOption(
      new Option('--log-level <level>', 'of the logs of the processes')
        .choices(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
        .default('info'),
    );
}

/** A whole number from 1. @throws ChorusError CHORUS_USAGE */
export function count(option: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw wrong(option, text, 'a whole number from 1');
  return Number(text);
}

/** A whole number from 0. @throws ChorusError CHORUS_USAGE */
export function natural(option: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw wrong(option, text, 'a whole number from 0');
  return Number(text);
}

/** A number above 0. @throws ChorusError CHORUS_USAGE */
export function positive(option: string, text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < 1e6)) throw wrong(option, text, 'seconds above 0');
  return value;
}

function wrong(option: string, text: string, allowed: string): ChorusError {
  return new ChorusError('CHORUS_USAGE', {
    reason: `${option} is ${JSON.stringify(text)}; allowed: ${allowed}`,
  });
}

function collect(text: string, before: string[]): string[] {
  return [...before, text];
}
