import { Option, type Command } from 'commander';
import { ChorusError } from '@chorus/platform/errors.ts';
import { modelFile, parseModelName } from '../models/model-argument.ts';
import { modelsTable, modelTable } from '../models/models-table.ts';
import { ModelsClient, type Deployment } from '../models/models-client.ts';
import { parseUsers, policyOf } from '../models/users.ts';
import {
  httpOf,
  onTestbed,
  patience,
  print,
  untilDone,
  type OnTestbed as Options,
  type Patient,
} from '../on-testbed.ts';

interface DeployOptions extends Patient {
  users?: number[];
  target?: 'xapp' | 'odu';
}

/** `chorus models`: the model registry of a running testbed, and what runs where. */
export function register(program: Command): void {
  const models = program
    .command('models')
    .description('list, show and deploy the trained models of a running testbed');
  const add = (name: string, description: string) => onTestbed(models.command(name).description(description));
  add('list', 'every version in the registry').action(list);
  add('show', 'how a model was made and what it is for')
    .argument('<model>', 'NAME or NAME@VERSION (the newest)')
    .action(show);
  add('deploy', 'run a model from the next near-RT loops on; says in which slot it took over')
    .argument('<model>', "NAME, NAME@VERSION, or a file's path: it joins the registry first")
    .option('--users <list>', 'whose actors run it, for instance 1,2,7-9 (all)', parseUsers)
    .addOption(new Option('--target <who>', 'who runs it (what the model is for)').choices(['xapp', 'odu']))
    .addOption(patience(60))
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
  const peer = `model ${name}@${version}`;
  await untilDone({ peer, address: `policy ${policy}` }, options, async () => {
    const { enforceStatus, enforceReason: reason, refused } = deployment;
    if (enforceStatus === 'ENFORCED') return { done: true, reason };
    if (refused === true)
      throw new ChorusError('CHORUS_MODEL_INVALID', { name: `${name}@${version}`, reason });
    deployment = await registry.deployment(policy);
    return { done: null, reason };
  });
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

function client(options: Options): ModelsClient {
  return new ModelsClient(httpOf('non-rt-ric', options));
}
