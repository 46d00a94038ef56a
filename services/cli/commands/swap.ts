import { Argument, type Command } from 'commander';
import type { AppsSince } from '@chorus/near-rt-ric/apps/apps-in-force.ts';
import { ChorusError } from '@chorus/platform/errors.ts';
import { APPS } from '@chorus/platform/policy-types.ts';
import type { AppTarget } from '@chorus/platform/proto.ts';
import { schemeNames } from '@chorus/platform/schemes.ts';
import { appArgument } from '../swap/app-argument.ts';
import { fetchApps } from '../near-rt-ric-client.ts';
import {
  a1Of,
  httpOf,
  onTestbed,
  patience,
  print,
  untilDone,
  type Patient as Options,
} from '../on-testbed.ts';

/** `chorus swap`: other apps in a running testbed, between two of its near-RT loops. */
export function register(program: Command): void {
  const swap = program
    .command('swap')
    .description('put another xApp, dApp or scheme in force in a running testbed, without stopping it');
  const add = (name: string, description: string) =>
    onTestbed(swap.command(name).description(description)).addOption(patience(120));
  add('xapp', 'another xApp')
    .argument(
      '<app>',
      "closed-form, actor, weighted-interference, c-rzf, p-rzf, a module's path, or an external xApp that is connected",
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
  const a1 = a1Of(options);
  // One policy for each target.
  await a1.putPolicy(APPS, target, { target, app });
  const status = await untilDone(waitedFor(`${target} ${app}`, options), options, async () => {
    const now = await a1.status(APPS, target);
    if (now.refused === true)
      throw new ChorusError('CHORUS_APP_REFUSED', { target, app, reason: now.enforceReason });
    return { done: now.enforceStatus === 'ENFORCED' ? now : null, reason: now.enforceReason };
  });
  const { nearRtLoop, slot } = status;
  print(
    options,
    { target, app, nearRtLoop, slot },
    `${target} ${app} is in force since slot ${slot} (near-RT loop ${nearRtLoop})`,
  );
}

async function back(target: AppTarget, options: Options): Promise<void> {
  const a1 = a1Of(options);
  if ((await a1.policyIds(APPS)).includes(target)) await a1.deletePolicy(APPS, target);
  const inForce = await untilDone(waitedFor(`what was below ${target}`, options), options, async () => {
    const now = await fetchApps(httpOf('near-rt-ric', options));
    return { done: now.underWay ? null : now.inForce, reason: 'on its way' };
  });
  print(options, inForce, inWords(inForce));
}

function waitedFor(peer: string, { run }: Options): { peer: string; address: string } {
  return { peer, address: `testbed ${run ?? 'in the newest run'}` };
}

function inWords({ scheme, xapp, precoder, multiplier, nearRtLoop, slot }: AppsSince): string {
  const apps = `scheme ${scheme}: xApp ${xapp ?? 'none'}, precoder ${precoder}, multiplier ${multiplier}`;
  return `${apps}; in force since slot ${slot} (near-RT loop ${nearRtLoop})`;
}
