import {
  amount,
  count,
  described,
  exactly,
  fields,
  list,
  orNull,
  text,
  type Schema,
} from '../json-schemas.ts';
import { appsInForce, impairments } from './views.ts';

// JSON schemas of what api.ts says in types: what steers the testbed.

const where = { nearRtLoop: count, slot: count };

const target = { type: 'string', enum: ['scheme', 'xapp', 'precoder', 'multiplier'] };
export const swapRequest = exactly({
  target,
  app: described("a built-in name, an external xApp's or a module's path", { ...text, minLength: 1 }),
});
export const swapQuery = exactly({}, { target });
export const swapStatus = fields(
  {
    ...{ target, app: text },
    ...{ state: { type: 'string', enum: ['on its way', 'in force', 'refused'] }, reason: text },
  },
  where,
);
export const apps = fields({
  inForce: { allOf: [appsInForce, fields(where)] },
  available: fields({ scheme: list(text), xapp: list(text), precoder: list(text), multiplier: list(text) }),
});

const rMin = described('R_k^min [bit/s/Hz]', { type: 'number', minimum: 0, maximum: 100 });
const userOf = (K: number): Schema => ({ type: 'integer', minimum: 0, maximum: K - 1 });
const users = (K: number) => list(userOf(K), { minItems: 1, uniqueItems: true });
/** @param K users */
export const minimumRateRequest = (K: number) =>
  exactly({ users: { anyOf: [{ const: 'all' }, users(K)] }, r_min: rMin });
export const userQuery = (K: number) => exactly({}, { user: userOf(K) });
export const minimumRates = list(
  fields(
    {
      policy: text,
      users: { anyOf: [{ const: 'all' }, list(count)] },
      r_min: amount,
      state: { type: 'string', enum: ['on its way', 'in force'] },
      reason: text,
    },
    where,
  ),
);

const { properties: impairmentFields } = impairments as { properties: Record<string, Schema> };
/** Any part of them, but something; ru-sim says what it allows. */
export const impairmentsRequest = { ...exactly({}, impairmentFields), minProperties: 1 };
export const impairmentsSet = { allOf: [impairments, fields(where)] };

export const modelRequest = (K: number) =>
  exactly(
    { model: { ...text, minLength: 1 } },
    { version: { type: 'integer', minimum: 1 }, users: users(K) },
  );
export const models = list(
  fields({ name: text, version: count, kind: text, weights: count, seed: count, checksum: text }),
);
export const modelStatus = fields(
  {
    policy: fields({ model: text, target: text }, { version: count, users: orNull(list(count)) }),
    enforceStatus: { type: 'string', enum: ['ENFORCED', 'NOT_ENFORCED'] },
    enforceReason: text,
  },
  { refused: { type: 'boolean' }, ...where },
);
