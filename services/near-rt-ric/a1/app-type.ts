import { APPS } from '@chorus/platform/policy-types.ts';
import type { AppTarget } from '@chorus/platform/proto.ts';
import type { PolicyType } from './mediator.ts';

/** A policy of type 20102. */
export interface AppPolicy {
  readonly target: AppTarget;
  /** A built-in name, a module's path, or the name of an external xApp that is connected. */
  readonly app: string;
}

/** Type 20102: which app runs. @param schemes names that a policy on `scheme` may have */
export function appType(schemes: readonly string[]): PolicyType {
  const body = (target: object, app: object) => ({
    type: 'object',
    properties: { target, app },
    required: ['target', 'app'],
    additionalProperties: false,
  });
  const targets = { enum: ['scheme', 'xapp', 'precoder', 'multiplier'] };
  return {
    name: 'apps',
    description:
      'the xApp, the precoder dApp, the multiplier dApp, or the xApp and precoder of a scheme; the policy that was put last holds for a target',
    policy_type_id: APPS,
    create_schema: {
      $schema: 'http://json-schema.org/draft-07/schema#',
      ...body(targets, { type: 'string', minLength: 1, maxLength: 4096 }),
      if: { properties: { target: { const: 'scheme' } } },
      then: { properties: { app: { enum: [...schemes] } } },
    },
  };
}
