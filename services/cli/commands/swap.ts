import { setTimeout as sleep } from 'node:timers/promises';
import { Argument, Option, type Command } from 'commander';
import { ChorusError } from '@chorus/platform/errors.ts';
import type { AppTarget } from '@chorus/platform/proto.ts';
import { schemeNames } from '@chorus/platform/schemes.ts';
import { appArgument } from '../swap/app-argument.ts';
import { AppsClient, type AppsAtWork, type AppStatus } from '../swap/apps-client.ts';
import { Registry } from '../testbed/registry.ts';
import { home } from '../testbed/repository.ts';

const POLL_MS = 50;

interface Options {
  run?: string;
  json?: boolean;
  patienceS: number;
}

/** `chorus swap`: other apps in a running testbed, between two of its near-RT loops. */
export function register(program: Command): void {
  const swap = program
    .command('swap')
    .description('put another xApp, dApp or scheme in force in a running testbed, without stopping it');
  const add = (name: string, description: string) =>
    swap
      .command(name)
      .description(description)
      .option('--run <id>', 'which testbed (the newest)')
      .option('--json', 'as JSON')
      .addOption(
        new Option('--patience-s <seconds>', 'how long to wait until it is in force')
          .argParser(seconds)
          .default(120),
      );
  add('xapp', 'another xApp')
    .argument(
      '<app>',
      "closed-form, actor, c-rzf, p-rzf, a module's path, or an external xApp that is connected",
    )
    .action((app: string, options: Options) => put('xapp', appArgument(app), options));
  add('dapp', 'another dApp in every O-DU')
    .addArgument(new Argument('<dapp>', 'which of the two').choices(['multiplier', 'precoder']))
    .argument('<app>', "a built-in name (chorus swap dapp precoder wide) or a module's path")
    .action((target: 'multiplier' | 'precoder', app: string, options: Options) =>
      put(target, appArgument(app), options),
    );
  add('scheme', 'the xApp and the precoder of another scheme')
    .addArgument(new Argument('<name>', 'which scheme').choices(schemeNames))
    .action((name: string, options: Options) => put('scheme', name, options));
  add('back', 'take a swap back: what was below it is in force again, at last what the scenario says')
    .addArgument(new Argument('<target>', 'which swap').choices(['xapp', 'multiplier', 'precoder', 'scheme']))
    .action(back);
}

async function put(target: AppTarget, app: string, options: Options): Promise<void> {
  const apps = client(options);
  await apps.put(target, app);
  const status = await until(`${target} ${app}`, options, async () => {
    const now = await apps.status(target);
    if (now.refused === true)
      throw new ChorusError('CHORUS_APP_REFUSED', { target, app, reason: now.enforceReason });
    return { done: now.enforceStatus === 'ENFORCED' ? now : null, reason: now.enforceReason };
  });
  const { nearRtLoop, slot }: AppStatus = status;
  print(
    options,
    { target, app, nearRtLoop, slot },
    `${target} ${app} is in force since slot ${slot} (near-RT loop ${nearRtLoop})`,
  );
}

async function back(target: AppTarget, options: Options): Promise<void> {
  const apps = client(options);
  await apps.remove(target);
  const inForce = await until(`what was below ${target}`, options, async () => {
    const now = await apps.apps();
    return { done: now.underWay ? null : now.inForce, reason: 'on its way' };
  });
  print(options, inForce, inWords(inForce));
}

/** Asks until there is an outcome, and says on a terminal what is waited for. */
async function until<T>(
  what: string,
  { patienceS, run }: Options,
  ask: () => Promise<{ done: T | null; reason: string }>,
): Promise<T> {
  const deadline = performance.now() + 1000 * patienceS;
  const { stderr } = process;
  try {
    for (;;) {
      const { done, reason } = await ask();
      if (done !== null) return done;
      if (performance.now() > deadline)
        throw new ChorusError('CHORUS_PEER_TIMEOUT', {
          peer: what,
          address: `testbed ${run ?? 'in the newest run'}`,
          seconds: patienceS,
          reason,
        });
      if (stderr.isTTY) stderr.write(`\r${what}: ${reason}\x1b[K`);
      await sleep(POLL_MS);
    }
  } finally {
    if (stderr.isTTY) stderr.write('\r\x1b[K');
  }
}

function inWords({ scheme, xapp, precoder, multiplier, nearRtLoop, slot }: AppsAtWork): string {
  const apps = `scheme ${scheme}: xApp ${xapp ?? 'none'}, precoder ${precoder}, multiplier ${multiplier}`;
  return `${apps}; in force since slot ${slot} (near-RT loop ${nearRtLoop})`;
}

function client({ run }: Options): AppsClient {
  const { addresses } = new Registry(home()).find(run);
  return new AppsClient(addresses?.http['near-rt-ric'] ?? '');
}

function print({ json }: Options, value: unknown, text: string): void {
  process.stdout.write(`${json === true ? JSON.stringify(value, null, 2) : text}\n`);
}

function seconds(text: string): number {
  const value = Number(text);
  if (value > 0 && value < 1e6) return value;
  throw new ChorusError('CHORUS_USAGE', {
    reason: `--patience-s is ${JSON.stringify(text)}; allowed: seconds above 0`,
  });
}
