import { MODEL } from '@chorus/platform/policy-types.ts';
import type { PolicyType } from './mediator.ts';

/** Who runs a model: the xApp for its users, or dApp 1 of every O-DU. */
export type ModelTarget = 'xapp' | 'odu';

/** A policy of type 20101. */
export interface ModelPolicy {
  readonly model: string;
  readonly version: number;
  /** SHA-256 of the weights. */
  readonly checksum: string;
  /** Where the registry has the file. */
  readonly url: string;
  /** Absent for all; an O-DU's model has no users of its own. */
  readonly users?: readonly number[];
  readonly target: ModelTarget;
}

/** Type 20101: which model a user's actor, or the O-DUs' dApp 1, runs. @param K users of the scenario */
export function modelType(K: number): PolicyType {
  const user = { type: 'integer', minimum: 0, maximum: K - 1 };
  return {
    name: 'model',
    description:
      'the model that the actors of all users or of some run, or dApp 1; the policy that was put last holds for a user',
    policy_type_id: MODEL,
    create_schema: {
      $schema: 'http://json-schema.org/draft-07/schema#',
      type: 'object',
      properties: {
        model: { type: 'string', pattern: '^[a-z0-9][a-z0-9.-]{0,63}$' },
        version: { type: 'integer', minimum: 1, maximum: 2147483647 },
        checksum: { type: 'string', pattern: '^[0-9a-f]{64}$' },
        url: { type: 'string', pattern: '^https?://' },
        users: { type: 'array', items: user, minItems: 1, uniqueItems: true },
        target: { enum: ['xapp', 'odu'] },
      },
      required: ['model', 'version', 'checksum', 'url', 'target'],
      additionalProperties: false,
    },
  };
}
