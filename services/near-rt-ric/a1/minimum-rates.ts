import type { Topology } from '@chorus/phy';
import { encodeTensor } from '@chorus/platform/tensors.ts';
import type { NodeOutcome } from '@chorus/platform/proto.ts';
import type { Logger } from 'pino';
import type { PolicyEnforcer, PolicyStatus } from './mediator.ts';
import type { MinimumRatePolicy } from './minimum-rate-type.ts';

export interface MinimumRatesComponents {
  readonly topology: Topology;
  readonly log: Logger;
  /** Sends minimum rates to an O-DU; never rejects. @param rMin float32 [users] */
  readonly send: (odu: number, users: number[], rMin: Uint8Array) => Promise<NodeOutcome>;
}
export interface MinimumRatesInit {
  /** The scenario's own minimum rate, in force where no policy is [bit/s/Hz]. */
  readonly rMin: number;
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
  /** Counts what was sent to each O-DU, so that only the last answer counts. */
  private readonly sent: number[];

  constructor(components: MinimumRatesComponents, init: MinimumRatesInit) {
    this.components = components;
    this.init = init;
    this.sent = components.topology.usersOfAnchor.map(() => 0);
  }

  put(id: string, policy: unknown): void {
    const before = this.policies.get(id);
    this.policies.delete(id);
    this.policies.set(id, policy as MinimumRatePolicy);
    this.send([...(before ? this.usersOf(before) : []), ...this.usersOf(policy as MinimumRatePolicy)]);
  }

  remove(id: string): void {
    const policy = this.policies.get(id);
    if (!policy) return;
    this.policies.delete(id);
    this.send(this.usersOf(policy));
  }

  status(id: string): PolicyStatus {
    const policy = this.policies.get(id);
    const { anchor } = this.components.topology;
    const odus = new Set(policy ? this.usersOf(policy).map((k) => anchor[k]) : []);
    const reasons = [...odus].sort((a, b) => a - b).flatMap((odu) => this.faults.get(odu) ?? []);
    if (reasons.length > 0) return { enforceStatus: 'NOT_ENFORCED', enforceReason: reasons.join('; ') };
    return { enforceStatus: 'ENFORCED', enforceReason: 'acknowledged by every O-DU that it concerns' };
  }

  /** An O-DU has set up (again): whatever differs from the scenario is sent to it. */
  repeat(odu: number): void {
    const users = new Set([...this.policies.values()].flatMap((policy) => this.usersOf(policy)));
    this.send([...users].filter((k) => this.components.topology.anchor[k] === odu));
  }

  /** R_k^min in force. */
  rateOf(user: number): number {
    let rate = this.init.rMin;
    for (const { users, r_min } of this.policies.values())
      if (users === 'all' || users.includes(user)) rate = r_min;
    return rate;
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

  private async sendTo(odu: number, users: number[]): Promise<void> {
    const turn = ++this.sent[odu];
    this.faults.set(odu, `o-du-${odu} has not answered yet`);
    const rates = Float64Array.from(users, (k) => this.rateOf(k));
    const { cause } = await this.components.send(odu, users, encodeTensor(rates));
    if (turn !== this.sent[odu]) return;
    if (cause === null) this.faults.delete(odu);
    else this.faults.set(odu, `o-du-${odu}: ${cause.value} ${cause.detail}`.trim());
    this.components.log.info({ odu, users, rates: [...rates], cause }, 'minimum rates');
  }
}
