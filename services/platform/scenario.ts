import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
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
  const found = candidates.find((path) => existsSync(path));
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
  let document: unknown;
  try {
    document = parseYaml(readFileSync(path, 'utf8')) ?? {};
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    throw new ChorusError('CHORUS_SCENARIO_SYNTAX', { path, reason: error.message }, { cause: error });
  }
  return checkScenario(applyOverrides(document, overrides));
}

/** Fills in the defaults and validates. @throws ChorusError CHORUS_SCENARIO_INVALID */
export function checkScenario(document: unknown): Scenario {
  const scenario: unknown = structuredClone(document);
  if (!validate(scenario)) throw invalid(validate.errors ?? []);
  checkRelations(scenario);
  return scenario;
}

/** Sixteen hex digits that two processes compare to know that they run the same scenario. */
export function scenarioDigest(scenario: Scenario): string {
  return createHash('sha256').update(JSON.stringify(scenario)).digest('hex').slice(0, 16);
}

function applyOverrides(document: unknown, overrides: readonly string[]): unknown {
  for (const text of overrides) {
    const [, path, value] = /^([\w.]+)=(.*)$/s.exec(text) ?? [];
    if (path === undefined || value === undefined) throw new ChorusError('CHORUS_OVERRIDE_INVALID', { text });
    const keys = path.split('.');
    const last = keys.pop() as string;
    let target = document as Record<string, unknown>;
    for (const key of keys) target = (target[key] ??= {}) as Record<string, unknown>;
    target[last] = parseYaml(value);
  }
  return document;
}

/** What one field's schema cannot say: bounds that hang on another field. */
function checkRelations({ network }: Scenario): void {
  const fail = (field: string, value: unknown, allowed: string) => {
    throw new ChorusError('CHORUS_SCENARIO_INVALID', { field, value, allowed });
  };
  if (network.cluster > network.radios)
    fail('network.cluster', network.cluster, `1 to network.radios (${network.radios})`);
  if (network.observed > network.users)
    fail('network.observed', network.observed, `1 to network.users (${network.users})`);
}

function invalid(errors: ErrorObject[]): ChorusError<'CHORUS_SCENARIO_INVALID'> {
  // An anyOf that fails reports each of its branches first and itself last.
  const error = errors.find(({ keyword }) => keyword === 'anyOf') ?? (errors[0]);
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
