import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ChorusError } from '@chorus/platform/errors.ts';
import { compileSchema } from '@chorus/platform/json-schema.ts';
import { scenarioSchema } from '@chorus/platform/scenario-schema.ts';
import { applyOverrides, loadScenario, readYaml, type Scenario } from '@chorus/platform/scenario.ts';
import { trainingSchema, type TrainingConfig } from './training-schema.ts';

export type { TrainingConfig } from './training-schema.ts';

/** A training and the network that it runs on. */
export interface Training {
  readonly config: TrainingConfig;
  readonly scenario: Scenario;
}

const trainingFolder = resolve(import.meta.dirname, '../../../deploy/training');
const check = compileSchema(trainingSchema, true);

/**
 * Reads and validates a training.
 *
 * @param nameOrPath a YAML file, or the name of one in deploy/training
 * @param overrides `path=value` texts; those of fields that only a scenario has go to the scenario
 * @throws ChorusError CHORUS_TRAINING_NOT_FOUND, _INVALID, and those of loadScenario
 */
export function loadTraining(nameOrPath: string, overrides: readonly string[] = []): Training {
  const path = trainingPath(nameOrPath);
  const document: unknown = readYaml(readFileSync(path, 'utf8'), path) ?? {};
  const ofScenario = overrides.filter(isOfScenario);
  applyOverrides(
    document,
    overrides.filter((text) => !isOfScenario(text)),
  );
  const scenario = (document as { scenario?: unknown }).scenario;
  // A scenario that the file names by ./ or ../ lies beside the file.
  if (typeof scenario === 'string' && /^\.{1,2}\//.test(scenario))
    (document as { scenario: string }).scenario = resolve(dirname(path), scenario);
  return checkTraining(document, ofScenario);
}

/** Fills in the defaults and validates. @throws ChorusError CHORUS_TRAINING_INVALID, and those of loadScenario */
export function checkTraining(document: unknown, ofScenario: readonly string[] = []): Training {
  const config = structuredClone(document);
  const violation = check(config);
  if (violation !== null)
    throw new ChorusError('CHORUS_TRAINING_INVALID', { ...violation, field: violation.field || 'training' });
  const valid = config as TrainingConfig;
  valid.set.push(...ofScenario);
  const scenario = loadScenario(valid.scenario, valid.set);
  checkRelations(valid, scenario);
  return { config: valid, scenario };
}

function trainingPath(nameOrPath: string): string {
  const candidates = [resolve(nameOrPath), resolve(trainingFolder, `${nameOrPath}.yaml`)];
  const found = candidates.find((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true);
  if (found !== undefined) return found;
  const allowed = trainingNames().join(', ');
  throw new ChorusError('CHORUS_TRAINING_NOT_FOUND', { path: nameOrPath, allowed });
}

/** Names of the trainings that come with Chorus. */
export function trainingNames(): string[] {
  return readdirSync(trainingFolder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort();
}

function isOfScenario(override: string): boolean {
  const key = /^\w+/.exec(override)?.[0] ?? '';
  return key in scenarioSchema.properties && !(key in trainingSchema.properties);
}

/** What one field's schema cannot say. */
function checkRelations(config: TrainingConfig, { network, scheme, odu }: Scenario): void {
  const need = (holds: boolean, field: string, value: unknown, allowed: string) => {
    if (!holds) throw new ChorusError('CHORUS_TRAINING_INVALID', { field, value, allowed });
  };
  const { name, algorithm, policy, sac, imitation, episode, evaluate } = config;
  const nameAllowed = 'lower-case letters, digits, dots and hyphens, at most 48';
  need(/^[a-z0-9][a-z0-9.-]{0,47}$/.test(name), 'name', name, nameAllowed);
  for (const [group, span] of [['episode', episode] as const, ['evaluate', evaluate] as const]) {
    const below = `0 to ${span.near_rt_loops - 1}, below ${group}.near_rt_loops`;
    need(span.skip < span.near_rt_loops, `${group}.skip`, span.skip, below);
  }
  need(imitation === null || algorithm === 'sac', 'imitation', imitation, 'null unless algorithm is sac');
  // Coordinates are weights that the outputs of a kind share; a direct policy's outputs have no such kinds.
  const tied = algorithm !== 'coordinates' || policy === 'residual';
  need(tied, 'policy', policy, 'residual where algorithm is coordinates');
  const agents = sac.agents ?? network.users;
  need(agents <= network.users, 'sac.agents', agents, `1 to network.users (${network.users}), or null`);
  if (sac.shape === 'paper')
    need(agents === network.users, 'sac.agents', agents, `network.users (${network.users}) in shape paper`);
  need(scheme.name === 'proposed', 'scheme.name', scheme.name, 'proposed: actors give U_k and W_k for (30)');
  const precoders = [null, 'served', 'wide'];
  need(precoders.includes(odu.precoder), 'odu.precoder', odu.precoder, 'served, wide, or null for served');
}
