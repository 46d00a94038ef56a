import protobuf from 'protobufjs';

type Fields = Readonly<Record<string, unknown>>;
type Convert = (value: unknown) => unknown;

const known = new Map<protobuf.Type, ((message: object) => Fields) | null>();

/**
 * What makes of a message, whose enums are names, one that protobufjs encodes, whose enums are numbers. Most messages
 * hold no enum and are passed on as they are: protobufjs's own conversion copies every field of every message.
 *
 * @returns a function that throws a TypeError where an enum has no such name
 */
export function wireForm(type: protobuf.Type): (message: object) => Fields {
  return converterOf(type) ?? ((message) => message as Fields);
}

/** Null where nothing below the type is to be converted. */
function converterOf(type: protobuf.Type): ((message: object) => Fields) | null {
  const found = known.get(type);
  if (found !== undefined) return found;
  const fields: [string, Convert][] = [];
  for (const field of type.fieldsArray) {
    const convert = converterOfField(field);
    if (convert !== null) fields.push([field.name, convert]);
  }
  const converter = fields.length === 0 ? null : (message: object) => converted(message as Fields, fields);
  known.set(type, converter);
  return converter;
}

function converterOfField({ resolvedType, repeated, name }: protobuf.Field): Convert | null {
  const one =
    resolvedType instanceof protobuf.Enum
      ? (value: unknown) => numberOf(resolvedType, name, value)
      : resolvedType instanceof protobuf.Type
        ? (converterOf(resolvedType) as Convert | null)
        : null;
  if (one === null || !repeated) return one;
  return (values) => (values as unknown[]).map(one);
}

function converted(message: Fields, fields: readonly [string, Convert][]): Fields {
  let copy: Record<string, unknown> | null = null;
  for (const [name, convert] of fields) {
    const value = message[name];
    if (value === undefined || value === null) continue;
    copy ??= { ...message };
    copy[name] = convert(value);
  }
  return copy ?? message;
}

/** A number stands for an enum that this release does not know. */
function numberOf({ values }: protobuf.Enum, field: string, value: unknown): number {
  const number = typeof value === 'number' ? value : values[value as string];
  if (number === undefined) throw new TypeError(`${field}: no enum value is called ${String(value)}`);
  return number;
}
