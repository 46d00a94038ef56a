import { Type, type TSchema } from 'typebox';

/** Fields of a scenario or a training; a description, bounds and a default each. */

export function integer(description: string, minimum: number, maximum: number, value: number) {
  return Type.Integer({ description, minimum, maximum, default: value });
}

export function number(description: string, minimum: number, maximum: number, value: number) {
  return Type.Number({ description, minimum, maximum, default: value });
}

export function flag(description: string, value: boolean) {
  return Type.Boolean({ description, default: value });
}

/** One of `values`. */
export function choice<const T extends readonly string[]>(description: string, values: T, value: T[number]) {
  return Type.Unsafe<T[number]>({ type: 'string', enum: [...values], description, default: value });
}

/** Fields under one name; a document may leave them all out. */
export function group<T extends Record<string, TSchema>>(description: string, fields: T) {
  return Type.Object(fields, { description, additionalProperties: false, default: {} });
}

/** A name, or null for none; null unless the document says otherwise. */
export function nameOrNull(description: string) {
  return Type.Unsafe<string | null>({ type: ['string', 'null'], description, default: null });
}
