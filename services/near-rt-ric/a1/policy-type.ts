import { ChorusError } from '@chorus/platform/errors.ts';
import { compileSchema } from '@chorus/platform/json-schema.ts';
import type { PolicyType } from './mediator.ts';

const check = compileSchema({
  type: 'object',
  properties: {
    name: { type: 'string' },
    description: { type: 'string' },
    policy_type_id: { type: 'integer', minimum: 1, maximum: 2147483647 },
    create_schema: { type: 'object' },
  },
  required: ['name', 'description', 'policy_type_id', 'create_schema'],
});

/** A policy type from a request's body. @throws ChorusError CHORUS_A1_INVALID */
export function policyTypeOf(body: unknown, id: string): PolicyType {
  const fault = check(body);
  if (fault !== null) throw new ChorusError('CHORUS_A1_INVALID', { ...fault, field: fault.field || 'body' });
  const type = body as PolicyType;
  if (String(type.policy_type_id) === id) return type;
  throw new ChorusError('CHORUS_A1_INVALID', {
    field: 'policy_type_id',
    value: type.policy_type_id,
    allowed: `${id}, as in the path`,
  });
}
