import type { ModelAssignment } from '@chorus/platform/proto.ts';
import type { Logger } from 'pino';
import type { PolicyEnforcer, PolicyStatus } from '../a1/mediator.ts';
import type { ModelPolicy, ModelTarget } from '../a1/model-type.ts';
import type { Rollout } from '../rollout/rollout.ts';

/** What of a rollout a policy needs. */
export type PolicyRollout = Pick<Rollout<ModelAssignment>, 'members' | 'want' | 'standing'>;

export interface ModelPoliciesComponents {
  readonly rollouts: Readonly<Record<ModelTarget, PolicyRollout>>;
  readonly log: Logger;
}
export interface ModelPoliciesInit {
  /** K */
  readonly users: number;
  /** First slot in which what is decided for a near-RT loop takes effect. */
  readonly slotOf: Readonly<Record<ModelTarget, (nearRtLoop: number) => number>>;
}

/** A policy in its turn: of two that name a user, the later one holds. */
interface Ranked {
  readonly policy: ModelPolicy;
  readonly order: number;
}
interface Entry extends Ranked {
  /** Why it is not carried out; null while it may be. */
  refusal: string | null;
  /** What this policy had in force before, and keeps when it is refused. */
  inForce: Ranked | null;
}

/** Carries out policies of type 20101: works out whose model holds for whom, and rolls that out. */
export class ModelPolicies implements PolicyEnforcer {
  private readonly components: ModelPoliciesComponents;
  private readonly init: ModelPoliciesInit;
  private readonly entries = new Map<string, Entry>();
  /** What an assignment was made of. */
  private readonly origins = new WeakMap<ModelAssignment, Ranked>();
  private order = 0;

  constructor(components: ModelPoliciesComponents, init: ModelPoliciesInit) {
    this.components = components;
    this.init = init;
  }

  put(id: string, policy: unknown): void {
    const before = this.entries.get(id);
    const ranked = { policy: policy as ModelPolicy, order: ++this.order };
    const known = before?.inForce ?? null;
    const again = known !== null && JSON.stringify(known.policy) === JSON.stringify(ranked.policy);
    this.entries.set(id, { ...ranked, refusal: null, inForce: again ? ranked : known });
    this.roll(ranked.policy.target, before?.policy.target);
  }

  remove(id: string): void {
    const entry = this.entries.get(id);
    if (!entry) return;
    this.entries.delete(id);
    this.roll(entry.policy.target, entry.inForce?.policy.target);
  }

  status(id: string): PolicyStatus {
    const entry = this.entries.get(id);
    if (!entry) return notEnforced('there is no such policy');
    if (entry.refusal !== null) {
      const kept = entry.inForce;
      const stays = kept ? `${kept.policy.model} version ${kept.policy.version}` : 'what was before';
      return { ...notEnforced(`${entry.refusal}; ${stays} stays in force`), refused: true };
    }
    const { target } = entry.policy;
    const rollout = this.components.rollouts[target];
    if (rollout.members.length === 0) return notEnforced('nobody runs it in this scheme');
    const standing = rollout.standing((one) => one.policy === id && isOf(one, entry.policy));
    if (standing === null) return notEnforced('later policies hold for all of its users');
    if (standing.state !== 'in force') return notEnforced(standing.reason);
    const { nearRtLoop } = standing;
    const slot = this.init.slotOf[target](nearRtLoop);
    const enforceReason = `in force since near-RT loop ${nearRtLoop}, slot ${slot}`;
    return { enforceStatus: 'ENFORCED', enforceReason, nearRtLoop, slot };
  }

  /** A member of the target cannot use the policy's model: what was before stays. */
  refused(target: ModelTarget, id: string, reason: string): void {
    const entry = this.entries.get(id);
    if (!entry) return;
    entry.refusal = reason;
    const { model, version } = entry.policy;
    this.components.log.warn({ policy: id, target, model, version, reason }, 'model refused');
    this.roll(target);
  }

  /** The plan with these assignments is in force. */
  inForce(assignments: readonly ModelAssignment[]): void {
    for (const assignment of assignments) {
      const entry = this.entries.get(assignment.policy);
      const origin = this.origins.get(assignment);
      if (entry && origin) entry.inForce = origin;
    }
  }

  private roll(...targets: (ModelTarget | undefined)[]): void {
    for (const target of new Set(targets)) {
      if (target === undefined) continue;
      this.components.rollouts[target].want(target === 'xapp' ? this.byUser() : this.forOdus());
    }
  }

  private ranked(target: ModelTarget): (Ranked & { id: string })[] {
    return [...this.entries]
      .flatMap(([id, entry]) => {
        const one = entry.refusal === null ? entry : entry.inForce;
        return one === null ? [] : [{ id, policy: one.policy, order: one.order }];
      })
      .filter(({ policy }) => policy.target === target)
      .sort((a, b) => a.order - b.order);
  }

  private byUser(): ModelAssignment[] {
    const { users: K } = this.init;
    const holds = new Array<string | null>(K).fill(null);
    const ranked = this.ranked('xapp');
    for (const { id, policy } of ranked) for (const k of policy.users ?? holds.keys()) holds[k] = id;
    return ranked.flatMap((one) => {
      const users = [...holds.keys()].filter((k) => holds[k] === one.id);
      return users.length === 0 ? [] : [this.assignment(one, users)];
    });
  }

  private forOdus(): ModelAssignment[] {
    return this.ranked('odu')
      .slice(-1)
      .map((one) => this.assignment(one, []));
  }

  private assignment({ id, ...ranked }: Ranked & { id: string }, users: number[]): ModelAssignment {
    const { model, version, checksum, url } = ranked.policy;
    const assignment = { policy: id, model, version, checksum, url, users };
    this.origins.set(assignment, ranked);
    return assignment;
  }
}

function isOf(assignment: ModelAssignment, policy: ModelPolicy): boolean {
  return (['model', 'version', 'checksum', 'url'] as const).every((key) => assignment[key] === policy[key]);
}

function notEnforced(enforceReason: string): PolicyStatus {
  return { enforceStatus: 'NOT_ENFORCED', enforceReason };
}
