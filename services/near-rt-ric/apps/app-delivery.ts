import { range, type Topology } from '@chorus/phy';
import type {
  AppAssignment,
  AppPlan,
  AppTakeover,
  AppTarget,
  NodeOutcome,
  XappAppsReport,
  XappEvent,
  XappId,
} from '@chorus/platform/proto.ts';
import { builtInApps } from '@chorus/platform/load-app.ts';
import type { Scenario } from '@chorus/platform/scenario.ts';
import { appsOf, schemeNames } from '@chorus/platform/schemes.ts';
import { firstSlot, loopOfSlot } from '@chorus/platform/slots.ts';
import { xappName } from '@chorus/platform/xapp-name.ts';
import type { Logger } from 'pino';
import type { LoopProgress } from '../loop-progress.ts';
import { memberOf, numberOf } from '../rollout/members.ts';
import { Rollout, type Plan, type Takeover } from '../rollout/rollout.ts';
import { nodeOfOdu } from '../setup.ts';
import { AppPolicies, ownAssignments } from './app-policies.ts';
import { AppsInForce } from './apps-in-force.ts';
import { HostReports } from './host-reports.ts';

/** A step of the procedure, as a RICControl to an O-DU. */
export type AppMessage =
  | { readonly style: 'APP_PLAN'; readonly plan: AppPlan }
  | { readonly style: 'APP_TAKEOVER' | 'APP_HOLD'; readonly takeover: AppTakeover };

export interface AppDeliveryComponents {
  readonly scenario: Scenario;
  readonly topology: Topology;
  readonly progress: Pick<LoopProgress, 'newest'>;
  readonly log: Logger;
  readonly toXapp: (name: string, replica: number, event: XappEvent) => void;
  readonly toOdu: (odu: number, message: AppMessage) => Promise<NodeOutcome>;
  readonly reports: HostReports;
  /** What an external xApp that is connected gives. */
  readonly external: (name: string) => 'filters' | 'precoders' | null;
  /** Whether a plan may be begun: not while models take over. */
  readonly mayBegin: () => boolean;
  /** A plan is over: others may begin. */
  readonly onIdle: () => void;
}

/** Plans that answers may still come to. */
const KEPT = 8;
/** Loops from the newest that has begun to the first that nobody can be late for; in realtime nobody waits. */
const AHEAD = { lockstep: 2, realtime: 4 };

/** Apps on their way from A1 policies to O-DUs and to the processes that host the scenario's xApp. */
export class AppDelivery {
  readonly policies: AppPolicies;
  readonly inForce: AppsInForce;
  /** What the processes that host the scenario's xApp are called on the xApp API; empty where there are none. */
  readonly hostName: string;
  private readonly components: AppDeliveryComponents;
  private readonly rollout: Rollout<AppAssignment>;
  /** What was asked for lately, by generation. */
  private readonly plans = new Map<number, AppAssignment[]>();

  constructor(components: AppDeliveryComponents) {
    const { scenario, topology, mayBegin, onIdle, reports, log } = components;
    this.components = components;
    const own = appsOf(scenario);
    this.hostName = own.xapp === null ? '' : xappName(own.xapp);
    const replicas = own.xapp === null ? 0 : scenario.xapp.replicas;
    const slotOf = (loop: number) => firstSlot(loop, scenario.clock.rt_loops);
    this.inForce = new AppsInForce({ own, hostName: this.hostName, slotOf });
    const hosts = range(replicas).map((replica) => memberOf(this.hostName, replica));
    this.rollout = new Rollout<AppAssignment>(
      [...range(topology.U).map(nodeOfOdu), ...hosts],
      {
        prepare: (member, plan) => void this.prepare(member, plan),
        takeOver: (member, takeover) => void this.takeOver(member, takeover),
        settle: (generation, then) => void this.settle(generation).then(then),
        mayBegin: () => this.isWithoutXapp || mayBegin(),
      },
      {
        refused: (policy, reason) => this.policies.refused(policy, reason),
        takesOver: ({ generation, assignments }, nearRtLoop) => {
          this.inForce.change(assignments, nearRtLoop);
          reports.move(generation, nearRtLoop);
        },
        inForce: (assignments, nearRtLoop) => {
          log.info({ assignments, nearRtLoop }, 'apps took over');
          this.inForce.reached(nearRtLoop);
          this.policies.inForce(assignments, nearRtLoop);
        },
        idle: onIdle,
      },
      ownAssignments(own),
    );
    const init = { own, hosts: replicas > 0, slotOf };
    const inForce = () => this.inForce.newest;
    const external = (name: string) => this.external(name);
    this.policies = new AppPolicies({ rollout: this.rollout, external, inForce, log }, init);
  }

  /** Whether a plan is under way. */
  get busy(): boolean {
    return this.rollout.busy;
  }

  /** Whether the processes that host the scenario's xApp have one at work. */
  get hostIsInForce(): boolean {
    return this.hostName !== '' && this.inForce.xappFor(Infinity) === this.hostName;
  }

  /** Begins what had to wait for others. */
  resume(): void {
    this.rollout.resume();
  }

  /** What runs, and what may be asked for. @param externals xApps that are connected */
  view(externals: readonly string[]) {
    const xapp = [...new Set([...builtInApps.xapp, ...externals])];
    const available = { ...builtInApps, scheme: schemeNames, xapp };
    return { inForce: this.inForce.newest, available, underWay: this.rollout.underWay };
  }

  nodeReady(odu: number): void {
    this.rollout.joined(nodeOfOdu(odu));
  }

  nodeGone(odu: number): void {
    this.rollout.left(nodeOfOdu(odu));
  }

  xappJoined({ name, replica }: XappId): void {
    if (name === this.hostName) this.rollout.joined(memberOf(name, replica));
  }

  /** @param last whether none of this name is left */
  xappLeft({ name, replica }: XappId, last: boolean): void {
    if (name === this.hostName) this.rollout.left(memberOf(name, replica));
    else if (last) this.policies.gone(name);
  }

  /** What a process that hosts the scenario's xApp says of a plan. */
  reported(report: XappAppsReport): void {
    const { xapp, generation, took, nearRtLoop, cause, target } = report;
    if (xapp.name !== this.hostName) return;
    const member = memberOf(xapp.name, xapp.replica);
    if (took) return this.rollout.took(member, generation, nearRtLoop);
    if (cause !== null) return this.refused(member, generation, target, cause.detail || cause.value);
    this.components.reports.want(report);
    // One that has come back takes over what is in force already.
    if (generation === this.rollout.inForce) this.components.reports.move(generation, 0);
    this.rollout.ready(member, generation);
  }

  private async prepare(member: string, plan: Plan<AppAssignment>): Promise<void> {
    const { toXapp, toOdu } = this.components;
    const { generation, assignments } = plan;
    this.plans.set(generation, assignments);
    for (const old of this.plans.keys()) if (old < generation - KEPT) this.plans.delete(old);
    if (!member.startsWith('o-du-')) return toXapp(this.hostName, numberOf(member), { appPlan: plan });
    const { cause } = await toOdu(numberOf(member), { style: 'APP_PLAN', plan });
    if (cause === null) return this.rollout.ready(member, generation);
    // One that is away gets the plan when it comes back.
    if (cause.value === 'not-connected' || cause.value === 'connection-lost') return;
    const target = /^(precoder|multiplier)-invalid$/.exec(cause.value)?.[1] as AppTarget | undefined;
    this.refused(member, generation, target ?? '', cause.detail || cause.value);
  }

  /** @param target empty where apps do not fit each other: the newest of their policies is refused then */
  private refused(member: string, generation: number, target: '' | AppTarget, reason: string): void {
    const assignments = this.plans.get(generation) ?? [];
    const named = assignments.find((one) => one.target === target)?.policy ?? '';
    const policy = named || this.policies.newest(assignments, ['scheme', 'xapp', 'precoder', 'multiplier']);
    this.rollout.refused(member, generation, policy, reason);
  }

  private async takeOver(member: string, takeover: Takeover): Promise<void> {
    const { toXapp, toOdu, scenario, log } = this.components;
    if (!member.startsWith('o-du-'))
      return toXapp(this.hostName, numberOf(member), { appTakeover: takeover });
    const { cause, appliedAtSlot } = await toOdu(numberOf(member), { style: 'APP_TAKEOVER', takeover });
    if (cause === null)
      this.rollout.took(member, takeover.generation, loopOfSlot(appliedAtSlot, scenario.clock.rt_loops));
    else log.warn({ member, takeover, cause }, 'apps not taken over');
    // The loop did not begin before the answer was given up; without one nothing else could ever be swapped.
    if (cause?.value === 'no-answer') await this.takeOver(member, takeover);
  }

  /** What an external xApp gives; those that come with Chorus keep their names. */
  private external(name: string): 'filters' | 'precoders' | null {
    return builtInApps.xapp.includes(name) ? null : this.components.external(name);
  }

  /** Whether the xApp in force has gone: O-DUs may stand still, so that no later loop can be settled on. */
  private get isWithoutXapp(): boolean {
    const name = this.inForce.xappFor(this.components.progress.newest + 1);
    return name !== '' && name !== this.hostName && this.external(name) === null;
  }

  /**
   * The loop of a takeover. Each O-DU says which has begun and, in lockstep, begins no later one until
   * it is told: so D2 at the end of the loop before can carry what the new precoder needs, whatever the
   * precoder at work waits for.
   */
  private async settle(generation: number): Promise<number> {
    const { toOdu, topology, scenario, progress } = this.components;
    if (this.isWithoutXapp) return progress.newest + 1;
    const { mode, rt_loops } = scenario.clock;
    const takeover = { generation, nearRtLoop: 0 };
    const begun = await Promise.all(
      range(topology.U).map(async (odu) => {
        const { cause, appliedAtSlot } = await toOdu(odu, { style: 'APP_HOLD', takeover });
        return cause === null ? loopOfSlot(appliedAtSlot, rt_loops) : -1;
      }),
    );
    return Math.max(progress.newest, ...begun) + AHEAD[mode];
  }
}
