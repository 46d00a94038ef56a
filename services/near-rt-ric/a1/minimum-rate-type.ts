import { MINIMUM_RATE } from '@chorus/platform/policy-types.ts';
import type { PolicyType } from './mediator.ts';

/** A policy of type 20100. */
export interface MinimumRatePolicy {
  readonly users: 'all' | readonly number[];
  /** R_k^min [bit/s/Hz] */
  readonly r_min: number;
  /** In force from this slot on; absent for at once. */
  readonly from_slot?: number;
}

/** Type 20100: R_k^min of constraint (10b), for all users or for some. @param K users of the scenario */
export function minimumRateType(K: number): PolicyType {
  const user = { type: 'integer', minimum: 0, maximum: K - 1 };
  return {
    name: 'minimum rate',
    description:
      'R_k^min of all users or of some [bit/s/Hz], at once or from a slot on; the policy that was put last holds for a user',
    policy_type_id: MINIMUM_RATE,
    create_schema: {
      $schema: 'http://json-schema.org/draft-07/schema#',
      type: 'object',
      properties: {
        users: {
          anyOf: [{ const: 'all' }, { type: 'array', items: user, minItems: 1, uniqueItems: true }],
        },
        r_min: { type: 'number', minimum: 0, maximum: 100 },
        from_slot: { type: 'integer', minimum: 0, maximum: 4294967295 },
      },
      required: ['users', 'r_min'],
      additionalProperties: false,
    },
  };
}
