import { ChorusError } from '@chorus/platform/errors.ts';
import { compileSchema } from '@chorus/platform/json-schema.ts';
import type { FastifyInstance } from 'fastify';

/** Checks requests by the schemas of their routes; a fault names the field, its value and what is allowed. */
export function checkRequests(api: FastifyInstance): void {
  api.setValidatorCompiler<object>(({ schema, httpPart }) => {
    const check = compileSchema(schema);
    return (given: unknown) => {
      const value = httpPart === 'querystring' ? numbersIn(given) : given;
      const fault = check(value);
      if (fault === null) return { value };
      return { error: new ChorusError('CHORUS_FIELD_INVALID', { ...fault, field: fault.field || 'body' }) };
    };
  });
  // Schemas of answers are for the OpenAPI document: an answer goes out whole.
  api.setSerializerCompiler(() => (answer) => JSON.stringify(answer));
}

/** A query holds texts; those that are decimal numbers become numbers. */
function numbersIn(query: unknown): object {
  const isNumber = (text: unknown) => typeof text === 'string' && /^\d{1,15}$/.test(text);
  return Object.fromEntries(
    Object.entries(query as object).map(([key, text]) => [
      key,
      isNumber(text) ? Number(text) : (text as unknown),
    ]),
  );
}
