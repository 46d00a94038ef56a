import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { allowedBy } from './scenario.ts';

/** What a value breaks of its schema. */
export interface Violation {
  /** Path of the field, empty for the value itself. */
  readonly field: string;
  readonly value: unknown;
  readonly allowed: string;
}

/**
 * Compiles a JSON schema.
 *
 * @param fill puts the schema's defaults into the value where fields are missing
 * @returns a check that gives the first violation, or null where there is none
 * @throws Error where it is no JSON schema
 */
export function compileSchema(schema: object, fill = false): (value: unknown) => Violation | null {
  // An instance each: a schema's $id may come again with other contents.
  const validate: ValidateFunction = new Ajv({ verbose: true, strict: false, useDefaults: fill }).compile(
    schema,
  );
  return (value) => (validate(value) ? null : explain(validate.errors ?? []));
}

function explain(errors: readonly ErrorObject[]): Violation {
  // An anyOf that fails reports each of its branches first and itself last.
  const error = errors.find(({ keyword }) => keyword === 'anyOf') ?? errors[0];
  const at = error.instancePath.slice(1).replaceAll('/', '.');
  const within = (key: string) => (at === '' ? key : `${at}.${key}`);
  const schema = error.parentSchema as Record<string, unknown>;
  const properties = (schema['properties'] ?? {}) as Record<string, Record<string, unknown>>;
  const params = error.params as { missingProperty?: string; additionalProperty?: string };
  if (params.missingProperty !== undefined) {
    const key = params.missingProperty;
    const allowed = properties[key] ? inWords(properties[key]) : 'a value';
    return { field: within(key), value: undefined, allowed };
  }
  if (params.additionalProperty !== undefined) {
    const key = params.additionalProperty;
    const value = (error.data as Record<string, unknown>)[key];
    return { field: within(key), value, allowed: `one of the fields ${Object.keys(properties).join(', ')}` };
  }
  return { field: at, value: error.data, allowed: inWords(schema) };
}

function inWords(schema: Record<string, unknown>): string {
  if (Array.isArray(schema['anyOf']))
    return (schema['anyOf'] as Record<string, unknown>[]).map(inWords).join(', or ');
  if (schema['type'] !== 'array' || schema['items'] === undefined) return allowedBy(schema);
  return `a list of: ${inWords(schema['items'] as Record<string, unknown>)}`;
}
