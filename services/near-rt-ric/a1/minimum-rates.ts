import type { Topology } from '@chorus/phy';
import type { RateSteps } from '@chorus/platform/rate-steps.ts';
import { loopOfSlot } from '@chorus/platform/slots.ts';
import type { NodeOutcome } from '@chorus/platform/proto.ts';
import type { Logger } from 'pino';
import type { PolicyEnforcer, PolicyStatus } from './mediator.ts';
import type { MinimumRatePolicy } from './minimum-rate-type.ts';

export interface MinimumRatesComponents {
  readonly topology: Topology;
  readonly log: Logger;
  /** Sends minimum rates to an O-DU; never rejects. */
  readonly send: (odu: number, steps: RateSteps) => Promise<NodeOutcome>;
}
export interface MinimumRatesInit {
  /** The scenario's own minimum rate, in force where no policy is [bit/s/Hz]. */
  readonly rMin: number;
  /** N_RT */
  readonly rtLoops: number;
}

/** Why an O-DU does not have the rates that its users should have; absent where it has. */
type Faults = Map<number, string>;

/** Carries out policies of type 20100: each user's minimum rate goes to the O-DU of its anchor. */
export class MinimumRates implements PolicyEnforcer {
  private readonly components: MinimumRatesComponents;
  private readonly init: MinimumRatesInit;
  /** In the order in which they were put: a later one overrides. */
  private readonly policies = new Map<string, MinimumRatePolicy>();
  private readonly faults: Faults = new Map();
  /** By policy, the slot from which each O-DU has it in force. */
  private readonly since = new Map<string, Map<number, number>>();
  /** Counts what was sent to each O-DU, so that only the last answer counts. */
  private readonly sent: number[];
  /** Users whose newest rates each O-DU has not acknowledged: they go along with whatever is sent next. */
  private readonly unsure: readonly Set<number>[];

  constructor(components: MinimumRatesComponents, init: MinimumRatesInit) {
    this.components = components;
    this.init = init;
    this.sent = components.topology.usersOfAnchor.map(() => 0);
    this.unsure = components.topology.usersOfAnchor.map(() => new Set());
  }

  put(id: string, policy: unknown): void {
    const before = this.policies.get(id);
    this.policies.delete(id);
    this.policies.set(id, policy as MinimumRatePolicy);
    this.since.delete(id);
    this.send([...(before ? this.usersOf(before) : []), ...this.usersOf(policy as MinimumRatePolicy)]);
  }

  remove(id: string): void {
    const policy = this.policies.get(id);
    if (!policy) return;
    this.policies.delete(id);
    this.since.delete(id);
    this.send(this.usersOf(policy));
  }

  status(id: string): PolicyStatus {
    const policy = this.policies.get(id);
    const { anchor } = this.components.topology;
    const odus = new Set(policy ? this.usersOf(policy).map((k) => anchor[k]) : []);
    const reasons = [...odus].sort((a, b) => a - b).flatMap((odu) => this.faults.get(odu) ?? []);
    if (reasons.length > 0) return { enforceStatus: 'NOT_ENFORCED', enforceReason: reasons.join('; ') };
    const slot = Math.max(0, ...(this.since.get(id)?.values() ?? []));
    return {
      enforceStatus: 'ENFORCED',
      enforceReason: 'acknowledged by every O-DU that it concerns',
      nearRtLoop: loopOfSlot(slot, this.init.rtLoops),
      slot,
    };
  }

  /** An O-DU has set up (again): whatever differs from the scenario is sent to it. */
  repeat(odu: number): void {
    const users = new Set([...this.policies.values()].flatMap((policy) => this.usersOf(policy)));
    this.send([...users].filter((k) => this.components.topology.anchor[k] === odu));
  }

  /**
   * R_k^min over time, slots ascending. A policy without from_slot takes the place of all that were put before it, also
   * of those to come; those with one that are put after it follow in the order of their slots, of two of the same slot
   * the one put last.
   */
  stepsOf(user: number): { fromSlot: number; rate: number }[] {
    let steps = new Map([[0, this.init.rMin]]);
    for (const { users, r_min, from_slot } of this.policies.values()) {
      if (users !== 'all' && !users.includes(user)) continue;
      if (from_slot === undefined) steps = new Map([[0, r_min]]);
      else steps.set(from_slot, r_min);
    }
    return [...steps].map(([fromSlot, rate]) => ({ fromSlot, rate })).sort((a, b) => a.fromSlot - b.fromSlot);
  }

  private usersOf({ users }: MinimumRatePolicy): number[] {
    const { K } = this.components.topology;
    return users === 'all' ? Array.from({ length: K }, (_, k) => k) : [...users];
  }

  private send(users: readonly number[]): void {
    const { anchor } = this.components.topology;
    const wanted = [...new Set(users)].sort((a, b) => a - b);
    for (const odu of new Set(wanted.map((k) => anchor[k])))
      void this.sendTo(
        odu,
        wanted.filter((k) => anchor[k] === odu),
      );
  }

  private async sendTo(odu: number, changed: readonly number[]): Promise<void> {
    const turn = ++this.sent[odu];
    const unsure = this.unsure[odu];
    for (const user of changed) unsure.add(user);
    const users = [...unsure].sort((a, b) => a - b);
    this.faults.set(odu, `o-du-${odu} has not answered yet`);
    const steps = users.flatMap((user) => this.stepsOf(user).map((step) => ({ user, ...step })));
    const message = {
      users: steps.map(({ user }) => user),
      fromSlot: steps.map(({ fromSlot }) => fromSlot),
      rMin: Float64Array.from(steps, ({ rate }) => rate),
    };
    const { cause, appliedAtSlot } = await this.components.send(odu, message);
    if (turn !== this.sent[odu]) return;
    if (cause === null) {
      unsure.clear();
      this.acknowledged(odu, users, appliedAtSlot);
    } else this.faults.set(odu, `o-du-${odu}: ${cause.value} ${cause.detail}`.trim());
    this.components.log.info({ odu, users, steps: steps.length, cause }, 'minimum rates');
  }

  private acknowledged(odu: number, users: readonly number[], slot: number): void {
    this.faults.delete(odu);
    for (const [id, policy] of this.policies) {
      const since = this.since.get(id) ?? new Map<number, number>();
      // A policy that was sent again, for another's sake, has been in force since before.
      if (since.has(odu) || !this.usersOf(policy).some((user) => users.includes(user))) continue;
      this.since.set(id, since.set(odu, Math.max(policy.from_slot ?? 0, slot)));
    }
  }
}
