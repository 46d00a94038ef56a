import type { Schema } from '../json-schemas.ts';
import { refused } from '../schemas/views.ts';

/** The schema of a route: its first sentence is the summary, and whatever it refuses is a `Refused`. */
export function documented(description: string, parts: Schema): Schema {
  const { response, ...others } = parts as { response?: Schema };
  const summary = description.split(/[.:;] ?/, 1)[0];
  const refusal = { '4xx': saying('Refused.', refused), '5xx': saying('Cannot be done now.', refused) };
  return { summary, description, ...others, response: { ...response, ...refusal } };
}

/** A route's answer. */
export function answers(schema: Schema, status = 200): Schema {
  return { response: { [status]: saying('Done.', schema) } };
}

function saying(description: string, schema: Schema): Schema {
  return { description, content: { 'application/json': { schema } } };
}
