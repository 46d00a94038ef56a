/** Pieces of JSON schemas, as OpenAPI 3.1 takes them. */
export type Schema = Readonly<Record<string, unknown>>;
type Fields = Readonly<Record<string, Schema>>;

/** A whole number from 0. */
export const count: Schema = { type: 'integer', minimum: 0 };
export const amount: Schema = { type: 'number', minimum: 0 };
export const number: Schema = { type: 'number' };
export const text: Schema = { type: 'string' };

/** An object that has these fields, may have the optional ones, and others too. */
export function fields(required: Fields, optional: Fields = {}): Schema {
  return { type: 'object', properties: { ...required, ...optional }, required: Object.keys(required) };
}

/** What a request's body may hold: these fields and no others. */
export function exactly(required: Fields, optional: Fields = {}): Schema {
  return { ...fields(required, optional), additionalProperties: false };
}

export function list(items: Schema, bounds: Schema = {}): Schema {
  return { type: 'array', items, ...bounds };
}

/** A schema, or null. */
export function orNull(schema: Schema): Schema {
  return { ...schema, type: [schema['type'], 'null'] };
}

export function described(description: string, schema: Schema): Schema {
  return { ...schema, description };
}
