import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Ajv, type ErrorObject } from 'ajv';
import { parse as parseYaml, YAMLParseError } from 'yaml';
import { ChorusError } from './errors.ts';
import { scenarioSchema, type Scenario } from './scenario-schema.ts';

export type { Scenario } from './scenario-schema.ts';

const scenariosFolder = resolve(import.meta.dirname, '../../deploy/scenarios');
const validate = new Ajv({
  useDefaults: true,
  verbose: true,
  allowUnionTypes: true,
  strict: false,
}).compile<Scenario>(scenarioSchema);

/** The file of a scenario given as a path or as the name of one in deploy/scenarios. */
export function scenarioPath(nameOrPath: string): string {
  const candidates = [resolve(nameOrPath), resolve(scenariosFolder, `${nameOrPath}.yaml`)];
  const found = candidates.find((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true);
  if (found === undefined) throw new ChorusError('CHORUS_SCENARIO_NOT_FOUND', { path: nameOrPath });
  return found;
}

/**
 * Reads and validates a scenario.
 *
 * @param nameOrPath a YAML file, or the name of one in deploy/scenarios
 * @param overrides `path=value` texts, as of `--set`; a value is read as YAML
 * @throws ChorusError CHORUS_SCENARIO_NOT_FOUND, _SYNTAX, _INVALID, CHORUS_OVERRIDE_INVALID
 */
export function loadScenario(nameOrPath: string, overrides: readonly string[] = []): Scenario {
  const path = scenarioPath(nameOrPath);
  const document: unknown = readYaml(readFileSync(path, 'utf8'), path) ?? {};
  resolveModules(document, dirname(path));
  return checkScenario(applyOverrides(document, overrides));
}

/** Fills in the defaults and validates. @throws ChorusError CHORUS_SCENARIO_INVALID */
export function checkScenario(document: unknown): Scenario {
  const scenario: unknown = structuredClone(document);
  if (!validate(scenario)) throw invalid(validate.errors ?? []);
  checkRelations(scenario);
  return scenario;
}

/**
 * Sixteen hex digits that two processes compare to know that they run the same scenario. How many shards
 * simulate it is no part of them: the results are the same.
 */
export function scenarioDigest({ ru_sim: _, ...rest }: Scenario): string {
  return createHash('sha256').update(JSON.stringify(rest)).digest('hex').slice(0, 16);
}

type Fields = Record<string, unknown>;

/** A YAML text's value. @throws ChorusError CHORUS_SCENARIO_SYNTAX */
export function readYaml(text: string, path: string): unknown {
  try {
    return parseYaml(text);
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    throw new ChorusError('CHORUS_SCENARIO_SYNTAX', { path, reason: error.message }, { cause: error });
  }
}

/** A module or model that a file names by ./ or ../ lies beside the file; of `--set` it lies where the command runs. */
function resolveModules(document: unknown, folder: string): void {
  for (const [group, field] of moduleFields) {
    const fields = (document as Fields | null)?.[group] as Fields | null | undefined;
    const name = fields?.[field];
    if (typeof name === 'string' && /^\.{1,2}\//.test(name))
      (fields as Fields)[field] = resolve(folder, name);
  }
}

const moduleFields = [
  ['xapp', 'name'],
  ['xapp', 'model'],
  ['odu', 'multiplier'],
  ['odu', 'model'],
  ['odu', 'precoder'],
] as const;

/** Sets what `path=value` texts say in a document. @throws ChorusError CHORUS_OVERRIDE_INVALID */
export function applyOverrides(document: unknown, overrides: readonly string[]): unknown {
  for (const text of overrides) {
    const [, path, value] = /^([\w.]+)=(.*)$/s.exec(text) ?? [];
    if (path === undefined || value === undefined) throw new ChorusError('CHORUS_OVERRIDE_INVALID', { text });
    const keys = path.split('.');
    const last = keys.pop() as string;
    let target = document;
    for (const key of keys) target = isFields(target) ? (target[key] = ownField(target, key) ?? {}) : null;
    // A path through a number, or to a prototype, leads nowhere in a scenario.
    if (!isFields(target) || [...keys, last].includes('__proto__'))
      throw new ChorusError('CHORUS_OVERRIDE_INVALID', { text });
    target[last] = readYaml(value, `--set ${text}`);
  }
  return document;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function ownField(fields: Fields, key: string): unknown {
  return Object.hasOwn(fields, key) ? fields[key] : undefined;
}

/** What one field's schema cannot say: bounds that hang on another field. */
function checkRelations({ network, ru_sim, clock }: Scenario): void {
  const fail = (field: string, value: unknown, allowed: string) => {
    throw new ChorusError('CHORUS_SCENARIO_INVALID', { field, value, allowed });
  };
  if (network.cluster > network.radios)
    fail('network.cluster', network.cluster, `1 to network.radios (${network.radios})`);
  if (network.observed > network.users)
    fail('network.observed', network.observed, `1 to network.users (${network.users})`);
  if (ru_sim.shards > network.users)
    fail('ru_sim.shards', ru_sim.shards, `1 to network.users (${network.users})`);
  if (clock.mode === 'realtime' && clock.near_rt_loops > 0 && clock.warm_up_loops >= clock.near_rt_loops)
    fail('clock.warm_up_loops', clock.warm_up_loops, `below clock.near_rt_loops (${clock.near_rt_loops})`);
}

function invalid(errors: ErrorObject[]): ChorusError<'CHORUS_SCENARIO_INVALID'> {
  // An anyOf that fails reports each of its branches first and itself last.
  const error = errors.find(({ keyword }) => keyword === 'anyOf') ?? errors[0];
  const at = error.instancePath.slice(1).replaceAll('/', '.');
  const unknownKey = (error.params as { additionalProperty?: string }).additionalProperty;
  const schema = error.parentSchema as Record<string, unknown>;
  if (unknownKey !== undefined) {
    const field = at === '' ? unknownKey : `${at}.${unknownKey}`;
    const known = Object.keys(schema['properties'] as object).join(', ');
    const value = (error.data as Record<string, unknown>)[unknownKey];
    return new ChorusError('CHORUS_SCENARIO_INVALID', {
      field,
      value,
      allowed: `one of the fields ${known}`,
    });
  }
  return new ChorusError('CHORUS_SCENARIO_INVALID', {
    field: at || 'scenario',
    value: error.data,
    allowed: allowedBy(schema),
  });
}

/** What a field's schema allows, in words. */
export function allowedBy(schema: Record<string, unknown>): string {
  if (Array.isArray(schema['enum'])) return schema['enum'].join(', ');
  if ('const' in schema) return JSON.stringify(schema['const']);
  if (Array.isArray(schema['anyOf']))
    return (schema['anyOf'] as Record<string, unknown>[]).map(allowedBy).join(', or ');
  const type = Array.isArray(schema['type']) ? schema['type'].join(' or ') : String(schema['type']);
  const { minimum, maximum } = schema as { minimum?: number; maximum?: number };
  if (minimum !== undefined && maximum !== undefined) return `${type} from ${minimum} to ${maximum}`;
  return type;
}
