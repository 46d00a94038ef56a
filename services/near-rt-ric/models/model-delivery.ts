import { range, type Topology } from '@chorus/phy';
import type {
  ModelAssignment,
  ModelPlan,
  ModelTakeover,
  NodeOutcome,
  XappEvent,
} from '@chorus/platform/proto.ts';
import { ControlHeader } from '@chorus/platform/proto.ts';
import { multiplierModel } from '@chorus/platform/scenario-twin.ts';
import { loadModel } from '@chorus/platform/load-model.ts';
import type { Scenario } from '@chorus/platform/scenario.ts';
import { schemeApps } from '@chorus/platform/schemes.ts';
import { firstSlot, loopOfSlot } from '@chorus/platform/slots.ts';
import { xappName } from '@chorus/platform/xapp-name.ts';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { LoopProgress } from '../loop-progress.ts';
import type { ModelTarget } from '../a1/model-type.ts';
import { memberOf, numberOf } from '../rollout/members.ts';
import { Rollout, type RolloutPort } from '../rollout/rollout.ts';
import { nodeOfOdu } from '../setup.ts';
import type { ModelEvents } from '../xapp-api.ts';
import { ModelPolicies } from './model-policies.ts';
import { ModelsInForce } from './models-in-force.ts';

export interface ModelDeliveryComponents {
  readonly scenario: Scenario;
  readonly topology: Topology;
  readonly progress: Pick<LoopProgress, 'newest'>;
  readonly metrics: Registry;
  readonly log: Logger;
  readonly toXapp: (name: string, replica: number, event: XappEvent) => void;
  readonly toOdu: (odu: number, message: ModelPlan | ModelTakeover) => Promise<NodeOutcome>;
  /** Whether a plan may be begun: not while apps are being swapped, and not for an xApp that has none at work. */
  readonly mayBegin: (target: ModelTarget) => boolean;
  /** A plan is over: others may begin. */
  readonly onIdle: () => void;
}

/** Models on their way from A1 policies to xApps and O-DUs, and which of them are at work. */
export class ModelDelivery {
  readonly policies: ModelPolicies;
  readonly inForce: ModelsInForce;
  /** What the xApp API tells. */
  readonly xapps: ModelEvents;
  private readonly components: ModelDeliveryComponents;
  private readonly rollouts: Readonly<Record<ModelTarget, Rollout<ModelAssignment>>>;

  constructor(components: ModelDeliveryComponents) {
    const { scenario, topology, metrics, log, toXapp } = components;
    this.components = components;
    const { clock, impairments, xapp: own } = scenario;
    const { xapp, precoder } = schemeApps(scenario);
    const slots = (delay: number) => (loop: number) => firstSlot(loop, clock.rt_loops) + delay;
    const slotOf = { xapp: slots(impairments.e2_delay_slots), odu: slots(0) };
    const users = topology.K;
    this.inForce = new ModelsInForce(
      { metrics },
      {
        users,
        slotOf,
        own: {
          xapp: own.model === null || xapp === null ? null : loadModel(own.model, 'actor'),
          odu: multiplierModel(scenario),
        },
      },
    );
    const name = xapp === null ? '' : xappName(xapp);
    const replicas = xapp === null ? 0 : Math.min(own.replicas, users);
    this.rollouts = {
      xapp: this.rollout(
        'xapp',
        range(replicas).map((r) => memberOf(name, r)),
        {
          prepare: (member, modelPlan) => toXapp(name, numberOf(member), { modelPlan }),
          takeOver: (member, modelTakeover) => toXapp(name, numberOf(member), { modelTakeover }),
        },
      ),
      odu: this.rollout('odu', range(precoder === 'relay' ? 0 : topology.U).map(nodeOfOdu), {
        prepare: (member, plan) => void this.prepareOdu(member, plan),
        takeOver: (member, takeover) => void this.takeOverOdu(member, takeover),
      }),
    };
    this.policies = new ModelPolicies({ rollouts: this.rollouts, log }, { users, slotOf });
    this.xapps = this.listener(name);
  }

  /** An O-DU has set up (again). */
  nodeReady(odu: number): void {
    this.rollouts.odu.joined(nodeOfOdu(odu));
  }

  nodeGone(odu: number): void {
    this.rollouts.odu.left(nodeOfOdu(odu));
  }

  /** Whether a plan is under way. */
  get busy(): boolean {
    return Object.values(this.rollouts).some(({ busy }) => busy);
  }

  /** Begins what had to wait for others. */
  resume(): void {
    for (const rollout of Object.values(this.rollouts)) rollout.resume();
  }

  private rollout(
    target: ModelTarget,
    members: readonly string[],
    port: Pick<RolloutPort<ModelAssignment>, 'prepare' | 'takeOver'>,
  ): Rollout<ModelAssignment> {
    const { progress, log, mayBegin, onIdle } = this.components;
    return new Rollout(
      members,
      {
        ...port,
        // The newest report may just be leading to a control: the loop after that one is the first that nobody has begun.
        settle: (_generation, then) => then(progress.newest + 2),
        mayBegin: () => mayBegin(target),
      },
      {
        refused: (policy, reason) => {
          this.inForce.refused(target);
          this.policies.refused(target, policy, reason);
        },
        inForce: (assignments, nearRtLoop) => {
          log.info({ target, assignments, nearRtLoop }, 'models took over');
          this.policies.inForce(assignments);
          this.inForce.change(target, assignments, nearRtLoop);
        },
        idle: onIdle,
      },
    );
  }

  private listener(name: string): ModelEvents {
    const { xapp } = this.rollouts;
    const mine = (one: { name: string }) => one.name === name;
    return {
      joined: (one) => mine(one) && xapp.joined(memberOf(name, one.replica)),
      left: (one) => mine(one) && xapp.left(memberOf(name, one.replica)),
      reported: ({ xapp: one, generation, policy, cause }) => {
        if (!mine(one)) return;
        const member = memberOf(name, one.replica);
        if (cause === null) xapp.ready(member, generation);
        else xapp.refused(member, generation, policy, cause.detail || cause.value);
      },
      controlled: (one, generation, header) => {
        const member = memberOf(name, one.replica);
        if (!mine(one) || !xapp.awaits(member, generation)) return;
        xapp.took(member, generation, ControlHeader.decode(header).nearRtLoop);
      },
    };
  }

  private async prepareOdu(member: string, plan: ModelPlan): Promise<void> {
    const { odu } = this.rollouts;
    const { cause } = await this.components.toOdu(numberOf(member), plan);
    if (cause === null) odu.ready(member, plan.generation);
    // One that is away gets the plan when it comes back.
    else if (cause.value !== 'not-connected' && cause.value !== 'connection-lost')
      odu.refused(
        member,
        plan.generation,
        plan.assignments[0]?.policy ?? '',
        `${cause.value} ${cause.detail}`.trim(),
      );
  }

  private async takeOverOdu(member: string, takeover: ModelTakeover): Promise<void> {
    const { cause, appliedAtSlot } = await this.components.toOdu(numberOf(member), takeover);
    const { rt_loops } = this.components.scenario.clock;
    if (cause === null)
      this.rollouts.odu.took(member, takeover.generation, loopOfSlot(appliedAtSlot, rt_loops));
    else this.components.log.warn({ member, takeover, cause }, 'models not taken over');
  }
}
