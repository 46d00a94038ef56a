import { ChorusError } from '@chorus/platform/errors.ts';
import { compileSchema } from '@chorus/platform/json-schema.ts';

/** A policy type, as O-RAN SC's A1 mediator has it. */
export interface PolicyType {
  readonly name: string;
  readonly description: string;
  readonly policy_type_id: number;
  /** JSON schema that the type's policies must keep. */
  readonly create_schema: object;
}

export interface PolicyStatus {
  readonly enforceStatus: 'ENFORCED' | 'NOT_ENFORCED';
  readonly enforceReason: string;
  /** Beyond A1's own fields, where the type says when: the near-RT loop and the slot from which it is in force. */
  readonly nearRtLoop?: number;
  readonly slot?: number;
  /** Where it was tried and cannot be: waiting does not help. */
  readonly refused?: boolean;
}

/** Carries out the policies of one type. */
export interface PolicyEnforcer {
  put(id: string, policy: unknown): void;
  remove(id: string): void;
  status(id: string): PolicyStatus;
}

interface Entry {
  readonly type: PolicyType;
  readonly builtIn: boolean;
  readonly check: ReturnType<typeof compileSchema>;
  readonly enforcer: PolicyEnforcer;
  readonly policies: Map<string, unknown>;
}

/** Types that were made over A1 are kept and checked, but nothing in this RIC acts on them. */
const nobody: PolicyEnforcer = {
  put: () => undefined,
  remove: () => undefined,
  status: () => ({ enforceStatus: 'NOT_ENFORCED', enforceReason: 'no consumer of this policy type' }),
};

/** Policy types and their policies. Every method throws CHORUS_A1_NOT_FOUND or CHORUS_A1_INVALID. */
export class A1Mediator {
  private readonly entries = new Map<number, Entry>();

  /** @param enforcer given for a type that is built in, which cannot be deleted */
  addType(type: PolicyType, enforcer?: PolicyEnforcer): void {
    const id = type.policy_type_id;
    if (this.entries.has(id)) throw invalid('policy_type_id', id, 'a type that does not exist yet');
    let check: Entry['check'];
    try {
      check = compileSchema(type.create_schema);
    } catch (error) {
      throw invalid('create_schema', type.create_schema, `a JSON schema (${(error as Error).message})`);
    }
    const builtIn = enforcer !== undefined;
    this.entries.set(id, { type, builtIn, check, enforcer: enforcer ?? nobody, policies: new Map() });
  }

  typeIds(): number[] {
    return [...this.entries.keys()].sort((a, b) => a - b);
  }

  type(typeId: string): PolicyType {
    return this.entry(typeId).type;
  }

  removeType(typeId: string): void {
    const { policies, builtIn, type } = this.entry(typeId);
    if (policies.size > 0) throw invalid('policies', policies.size, 'none, before the type is deleted');
    if (builtIn) throw invalid('policy_type_id', type.policy_type_id, 'a type that is not built in');
    this.entries.delete(type.policy_type_id);
  }

  policyIds(typeId: string): string[] {
    return [...this.entry(typeId).policies.keys()];
  }

  policy(typeId: string, id: string): unknown {
    return this.existing(typeId, id).policies.get(id);
  }

  putPolicy(typeId: string, id: string, policy: unknown): void {
    const { check, policies, enforcer } = this.entry(typeId);
    const fault = check(policy);
    if (fault !== null) throw invalid(fault.field || 'policy', fault.value, fault.allowed);
    policies.set(id, policy);
    enforcer.put(id, policy);
  }

  removePolicy(typeId: string, id: string): void {
    const { policies, enforcer } = this.existing(typeId, id);
    policies.delete(id);
    enforcer.remove(id);
  }

  status(typeId: string, id: string): PolicyStatus {
    return this.existing(typeId, id).enforcer.status(id);
  }

  private entry(typeId: string): Entry {
    const entry = this.entries.get(Number(typeId));
    if (entry === undefined)
      throw new ChorusError('CHORUS_A1_NOT_FOUND', { what: 'policy type', id: typeId });
    return entry;
  }

  private existing(typeId: string, id: string): Entry {
    const entry = this.entry(typeId);
    if (!entry.policies.has(id)) throw new ChorusError('CHORUS_A1_NOT_FOUND', { what: 'policy', id });
    return entry;
  }
}

function invalid(field: string, value: unknown, allowed: string): ChorusError<'CHORUS_A1_INVALID'> {
  return new ChorusError('CHORUS_A1_INVALID', { field, value, allowed });
}
