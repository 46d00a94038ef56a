import type { Command } from 'commander';
import { ChorusError } from '@chorus/platform/errors.ts';
import { MINIMUM_RATE } from '@chorus/platform/policy-types.ts';
import { natural } from '../launch-options.ts';
import { parseUsers, policyOf } from '../models/users.ts';
import { enforce, listPolicies, policiesTable } from '../policy/policies.ts';
import { a1Of, onTestbed, print, type OnTestbed as Options } from '../on-testbed.ts';

const PATIENCE_S = 20;

interface RateOptions extends Options {
  users?: number[] | 'all';
  fromSlot?: number;
  name?: string;
  delete?: boolean;
}

/** `chorus policy`: the A1 policies of a running testbed. */
export function register(program: Command): void {
  const policy = program.command('policy').description('A1 policies of a running testbed');
  const add = (name: string, description: string) => onTestbed(policy.command(name).description(description));
  add('list', 'every policy, and whether it is in force').action(list);
  add('r-min', 'give users a minimum rate, or take it back')
    .argument('[rate]', 'R_k^min [bit/s/Hz]')
    .option('--users <list>', 'whose, for instance 1,2,7-9 or all', (text) =>
      text === 'all' ? text : parseUsers(text),
    )
    .option('--from-slot <n>', 'in force from this RT loop on (the next)', (text) =>
      natural('--from-slot', text),
    )
    .option('--name <id>', 'name of the policy (made of users and slot)')
    .option('--delete', 'take the policy back; what was below it holds again')
    .action(minimumRate);
}

async function list(options: Options): Promise<void> {
  const entries = await listPolicies(a1Of(options));
  print(options, entries, policiesTable(entries));
}

async function minimumRate(rate: string | undefined, options: RateOptions): Promise<void> {
  const { users, fromSlot, name } = options;
  if (users === undefined && (options.delete !== true || name === undefined))
    throw wrong('give --users LIST, or --users all; a policy that has a name can be deleted by --name');
  const id = name ?? nameOf(users, fromSlot);
  const a1 = a1Of(options);
  if (options.delete === true) {
    if (rate !== undefined) throw wrong('--delete takes no rate');
    await a1.deletePolicy(MINIMUM_RATE, id);
    return print(options, { policy: id, deleted: true }, `policy ${id} is deleted`);
  }
  const r_min = rate === undefined || rate.trim() === '' ? NaN : Number(rate);
  if (!Number.isFinite(r_min))
    throw wrong(`the rate is ${rate ?? 'missing'}; allowed: a number, in bit/s/Hz`);
  const whose = users as number[] | 'all';
  const policy = { users: whose, r_min, ...(fromSlot !== undefined && { from_slot: fromSlot }) };
  const status = await enforce(a1, { type: MINIMUM_RATE, id, policy }, PATIENCE_S);
  const whom = whose === 'all' ? 'all users' : `users ${whose.join(', ')}`;
  const since = `from slot ${status.slot} (near-RT loop ${status.nearRtLoop})`;
  print(
    options,
    { policy: id, ...policy, ...status },
    `R_min ${r_min} bit/s/Hz for ${whom} ${since}: ${status.enforceStatus}, policy ${id}`,
  );
}

/** One name for each group of users and slot, so that policies for several slots stand beside each other. */
function nameOf(users: RateOptions['users'], fromSlot: number | undefined): string {
  const group = policyOf('r-min', users === 'all' ? undefined : users);
  return fromSlot === undefined ? group : `${group}-from-${fromSlot}`;
}

function wrong(reason: string): ChorusError {
  return new ChorusError('CHORUS_USAGE', { reason });
}
