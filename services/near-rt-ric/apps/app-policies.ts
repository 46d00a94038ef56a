import type { AppAssignment, AppTarget } from '@chorus/platform/proto.ts';
import { appsOfScheme, type Apps } from '@chorus/platform/schemes.ts';
import type { Logger } from 'pino';
import type { AppPolicy } from '../a1/app-type.ts';
import type { PolicyEnforcer, PolicyStatus } from '../a1/mediator.ts';
import type { Rollout } from '../rollout/rollout.ts';

export interface AppPoliciesComponents {
  readonly rollout: Pick<Rollout<AppAssignment>, 'want' | 'standing'>;
  /** What an external xApp that is connected gives; null for other names. */
  readonly external: (name: string) => 'filters' | 'precoders' | null;
  /** The apps at work. */
  readonly inForce: () => Apps;
  readonly log: Logger;
}
export interface AppPoliciesInit {
  /** The scenario's apps, in force where no policy is. */
  readonly own: Apps;
  /** Whether there are processes that can run an xApp. */
  readonly hosts: boolean;
  /** First slot of a near-RT loop. */
  readonly slotOf: (nearRtLoop: number) => number;
}

/** A policy in its turn: of two on a target, the later one holds. */
interface Ranked {
  readonly policy: AppPolicy;
  readonly order: number;
}
interface Entry extends Ranked {
  /** Why it is not carried out; null while it may be. */
  refusal: string | null;
  /** What this policy had in force before, and keeps when it is refused. */
  inForce: Ranked | null;
  /** The near-RT loop from which it is in force. */
  since: number | null;
}

/** Carries out policies of type 20102: works out which apps are to run, and rolls that out. */
export class AppPolicies implements PolicyEnforcer {
  private readonly components: AppPoliciesComponents;
  private readonly init: AppPoliciesInit;
  private readonly entries = new Map<string, Entry>();
  private order = 0;

  constructor(components: AppPoliciesComponents, init: AppPoliciesInit) {
    this.components = components;
    this.init = init;
  }

  put(id: string, policy: unknown): void {
    const before = this.entries.get(id);
    const ranked = { policy: policy as AppPolicy, order: ++this.order };
    const entry = { ...ranked, refusal: null, inForce: before?.inForce ?? null, since: null };
    this.entries.set(id, entry);
    this.roll();
  }

  remove(id: string): void {
    if (this.entries.delete(id)) this.roll();
  }

  status(id: string): PolicyStatus {
    const entry = this.entries.get(id);
    if (!entry) return notEnforced('there is no such policy');
    const { target, app } = entry.policy;
    if (entry.refusal !== null) {
      const stays = this.components.inForce()[target] ?? 'no xApp';
      return { ...notEnforced(`${entry.refusal}; ${target} ${stays} stays in force`), refused: true };
    }
    const standing = this.components.rollout.standing(
      (one) => one.policy === id && one.target === target && one.app === app,
    );
    if (standing === null) return notEnforced('a later policy holds');
    if (standing.state !== 'in force') return notEnforced(standing.reason);
    const nearRtLoop = entry.since ?? standing.nearRtLoop;
    const slot = this.init.slotOf(nearRtLoop);
    const enforceReason = `in force since near-RT loop ${nearRtLoop}, slot ${slot}`;
    return { enforceStatus: 'ENFORCED', enforceReason, nearRtLoop, slot };
  }

  /** What a policy asks for cannot be used: what was before stays. */
  refused(id: string, reason: string): void {
    const [blamed, entry] = this.blame(id) ?? [];
    this.components.log.warn({ policy: blamed ?? id, ...entry?.policy, reason }, 'app refused');
    if (entry === undefined) return;
    entry.refusal = reason;
    this.roll();
  }

  /**
   * Whose refusal leads to another plan. That of a policy which is in force as it is would ask for the same again,
   * which an edited module may refuse for ever: then it is the newest that is not in force.
   */
  private blame(id: string): [string, Entry] | undefined {
    const isNew = ({ refusal, inForce, order }: Entry) => refusal === null && inForce?.order !== order;
    const entry = this.entries.get(id);
    if (entry && isNew(entry)) return [id, entry];
    return [...this.entries].filter(([, one]) => isNew(one)).sort(([, a], [, b]) => b.order - a.order)[0];
  }

  /** An external xApp has gone: whatever names it cannot be carried out any more. @returns whether any did */
  gone(name: string): boolean {
    const names = (one: Ranked | null) => one?.policy.target === 'xapp' && one.policy.app === name;
    let any = false;
    for (const entry of this.entries.values()) {
      if (names(entry.inForce)) entry.inForce = null;
      if (!names(entry) || entry.refusal !== null) continue;
      entry.refusal = `xApp ${name} has left the near-RT RIC`;
      any = true;
    }
    if (any) this.roll();
    return any;
  }

  /** The plan with these assignments is in force. */
  inForce(assignments: readonly AppAssignment[], nearRtLoop: number): void {
    for (const { policy: id, target, app } of assignments) {
      const entry = this.entries.get(id);
      if (!entry || entry.refusal !== null) continue;
      if (entry.policy.target !== target || entry.policy.app !== app) continue;
      const { policy, order } = entry;
      entry.inForce = { policy, order };
      entry.since ??= nearRtLoop;
    }
  }

  /** The newest policy of a plan on one of these targets, or empty: whom to blame where they do not fit each other. */
  newest(assignments: readonly AppAssignment[], targets: readonly AppTarget[]): string {
    const policies = assignments.filter(({ target }) => targets.includes(target)).map(({ policy }) => policy);
    const order = (id: string) => this.entries.get(id)?.order ?? 0;
    return policies.reduce((newest, id) => (order(id) > order(newest) ? id : newest), '');
  }

  /** What is to run, target by target. */
  private plan(): AppAssignment[] {
    const plan = ownAssignments(this.init.own);
    const set = (policy: string, order: number, apps: Partial<Apps>) => {
      for (const one of plan) {
        const app = apps[one.target];
        if (app !== undefined) Object.assign(one, { policy, order }, assignmentOf(one.target, app));
      }
    };
    for (const { id, policy, order } of this.ranked())
      set(id, order, policy.target === 'scheme' ? appsOfScheme(policy.app) : { [policy.target]: policy.app });
    for (const one of plan.filter(({ target, app }) => target === 'xapp' && app !== '')) {
      const gives = this.components.external(one.app);
      if (gives !== null) Object.assign(one, { external: true, gives });
    }
    return plan;
  }

  private ranked(): (Ranked & { id: string })[] {
    return [...this.entries]
      .flatMap(([id, entry]) => {
        const one = entry.refusal === null ? entry : entry.inForce;
        return one === null ? [] : [{ id, policy: one.policy, order: one.order }];
      })
      .sort((a, b) => a.order - b.order);
  }

  private roll(): void {
    const assignments = this.plan();
    const xapp = assignments.find(({ target }) => target === 'xapp');
    const homeless = !this.init.hosts && xapp !== undefined && xapp.app !== '' && !xapp.external;
    if (!homeless) return this.components.rollout.want(assignments);
    const reason = `no process can run xApp ${xapp.app}: the testbed was started with a scheme without xApp; start it with one that has an xApp, or connect an external one of that name`;
    this.refused(xapp.policy, reason);
  }
}

/** What a testbed runs by its scenario alone. */
export function ownAssignments({ scheme, xapp, precoder, multiplier }: Apps): AppAssignment[] {
  return [
    assignmentOf('scheme', scheme),
    assignmentOf('xapp', xapp),
    assignmentOf('precoder', precoder),
    assignmentOf('multiplier', multiplier),
  ].map((one) => ({ policy: '', ...one, order: 0 }));
}

function assignmentOf(target: AppTarget, app: string | null): Omit<AppAssignment, 'policy' | 'order'> {
  const none = target === 'xapp' && app === null;
  return { target, app: app ?? '', external: false, gives: none ? 'none' : '' };
}

function notEnforced(enforceReason: string): PolicyStatus {
  return { enforceStatus: 'NOT_ENFORCED', enforceReason };
}
