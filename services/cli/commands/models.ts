import { setTimeout as sleep } from 'node:timers/promises';
import { Option, type Command } from 'commander';
import { ChorusError } from '@chorus/platform/errors.ts';
import { modelFile, parseModelName } from '../models/model-argument.ts';
import { modelsTable, modelTable } from '../models/models-table.ts';
import { ModelsClient, type Deployment } from '../models/models-client.ts';
import { parseUsers, policyOf } from '../models/users.ts';
import { Registry } from '../testbed/registry.ts';
import { home } from '../testbed/repository.ts';

const POLL_MS = 50;

interface Options {
  run?: string;
  json?: boolean;
}
interface DeployOptions extends Options {
  users?: number[];
  target?: 'xapp' | 'odu';
  patienceS: number;
}

/** `chorus models`: the model registry of a running testbed, and what runs where. */
export function register(program: Command): void {
  const models = program
    .command('models')
    .description('list, show and deploy the trained models of a running testbed');
  const add = (name: string, description: string) =>
    models
      .command(name)
      .description(description)
      .option('--run <id>', 'which testbed (the newest)')
      .option('--json', 'as JSON');
  add('list', 'every version in the registry').action(list);
  add('show', 'how a model was made and what it is for')
    .argument('<model>', 'NAME or NAME@VERSION (the newest)')
    .action(show);
  add('deploy', 'run a model from the next near-RT loops on; says in which slot it took over')
    .argument('<model>', "NAME, NAME@VERSION, or a file's path: it joins the registry first")
    .option('--users <list>', 'whose actors run it, for instance 1,2,7-9 (all)', parseUsers)
    .addOption(new Option('--target <who>', 'who runs it (what the model is for)').choices(['xapp', 'odu']))
    .addOption(
      new Option('--patience-s <seconds>', 'how long to wait until it is in force')
        .argParser(seconds)
        .default(60),
    )
    .action(deploy);
}

async function list(options: Options): Promise<void> {
  const all = await client(options).list();
  print(options, all, modelsTable(all));
}

async function show(argument: string, options: Options): Promise<void> {
  const model = await client(options).show(parseModelName(argument));
  print(options, model, modelTable(model));
}

async function deploy(argument: string, options: DeployOptions): Promise<void> {
  const registry = client(options);
  const file = modelFile(argument);
  const model = file === null ? await registry.show(parseModelName(argument)) : await registry.add(file);
  const { users, target } = options;
  const { name, version } = model;
  const policy = policyOf(model.kind, users);
  const wish = { model: name, version, ...(users && { users }), ...(target && { target }) };
  let deployment = await registry.deploy(policy, wish);
  const deadline = performance.now() + 1000 * options.patienceS;
  while (deployment.enforceStatus !== 'ENFORCED') {
    const { enforceReason: reason, refused } = deployment;
    if (refused === true)
      throw new ChorusError('CHORUS_MODEL_INVALID', { name: `${name}@${version}`, reason });
    if (performance.now() > deadline)
      throw new ChorusError('CHORUS_PEER_TIMEOUT', {
        peer: `model ${name}@${version}`,
        address: `policy ${policy}`,
        seconds: options.patienceS,
        reason,
      });
    await sleep(POLL_MS);
    deployment = await registry.deployment(policy);
  }
  print(options, outcome(policy, deployment), inWords(deployment));
}

function outcome(id: string, { policy, nearRtLoop, slot }: Deployment): object {
  const { model, version, target, users } = policy;
  return { policy: id, model, version, target, users: users ?? 'all', nearRtLoop, slot };
}

function inWords({ policy, nearRtLoop, slot }: Deployment): string {
  const { model, version, target, users } = policy;
  const whom =
    target === 'odu' ? 'every O-DU' : users === undefined ? 'all users' : `users ${users.join(', ')}`;
  return `${model}@${version} is in force for ${whom} since slot ${slot} (near-RT loop ${nearRtLoop})`;
}

function client({ run }: Options): ModelsClient {
  const { addresses } = new Registry(home()).find(run);
  return new ModelsClient(addresses?.http['non-rt-ric'] ?? '');
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
