import type { ModelAssignment, ModelPlan, ModelTakeover } from '@chorus/platform/proto.ts';

/** How a rollout reaches its members. */
export interface RolloutPort {
  /** Asks a member to fetch and try a plan's models; nothing where it is away. */
  prepare(member: string, plan: ModelPlan): void;
  /** Puts a prepared plan in force. */
  takeOver(member: string, takeover: ModelTakeover): void;
  /** The first near-RT loop for which every member can still be told in time. */
  nextLoop(): number;
}

/** What a rollout leads to. */
export interface RolloutEvents {
  /** A member cannot use a policy's model; the plan is given up. */
  refused(policy: string, reason: string): void;
  /** Every member runs the plan, from this near-RT loop on. */
  inForce(assignments: readonly ModelAssignment[], nearRtLoop: number): void;
}

/** Where a policy's model stands. */
export type Standing =
  | { readonly state: 'in force'; readonly nearRtLoop: number }
  | { readonly state: 'on its way'; readonly reason: string };

interface Current {
  readonly plan: ModelPlan;
  readonly nearRtLoop: number;
  readonly took: Set<string>;
  /** Why a member that came back cannot use the plan. */
  readonly faults: Map<string, string>;
}
interface Pending {
  readonly plan: ModelPlan;
  readonly ready: Set<string>;
  /** The near-RT loop in which each member took over. */
  readonly took: Map<string, number>;
  takeover: ModelTakeover | null;
}

/**
 * Brings a plan of models to all members at once, in two phases: each fetches and tries the models; when all
 * are ready, all take over at the same near-RT loop. Until then, and when one refuses, the plan of before
 * stays in force everywhere.
 */
export class Rollout {
  readonly members: readonly string[];
  private readonly port: RolloutPort;
  private readonly events: RolloutEvents;
  private generation = 0;
  private current: Current = {
    plan: { generation: 0, assignments: [] },
    nearRtLoop: 0,
    took: new Set(),
    faults: new Map(),
  };
  private pending: Pending | null = null;
  /** What is wanted after a takeover that is under way. */
  private next: ModelAssignment[] | null = null;

  /** @param members who must take every plan, there or not */
  constructor(members: readonly string[], port: RolloutPort, events: RolloutEvents) {
    this.members = members;
    this.port = port;
    this.events = events;
  }

  /** The plan that is to be in force. */
  want(assignments: ModelAssignment[]): void {
    if (this.pending?.takeover) {
      this.next = assignments;
      return;
    }
    if (isSame(assignments, this.current.plan.assignments)) {
      this.pending = null;
      return;
    }
    const plan = { generation: ++this.generation, assignments };
    this.pending = { plan, ready: new Set(), took: new Map(), takeover: null };
    for (const member of this.members) this.port.prepare(member, plan);
  }

  /** A member has come (back): it knows nothing of earlier plans. */
  joined(member: string): void {
    const { current, pending, port } = this;
    this.left(member);
    if (current.plan.generation > 0) {
      port.prepare(member, current.plan);
      port.takeOver(member, { generation: current.plan.generation, nearRtLoop: 0 });
    }
    if (pending === null) return;
    port.prepare(member, pending.plan);
    if (pending.takeover) port.takeOver(member, pending.takeover);
  }

  left(member: string): void {
    this.current.took.delete(member);
    this.current.faults.delete(member);
    this.pending?.ready.delete(member);
    this.pending?.took.delete(member);
  }

  /** A member has fetched and tried a plan's models. */
  ready(member: string, generation: number): void {
    const { pending, port } = this;
    if (pending?.plan.generation !== generation || pending.takeover) return;
    if (!this.members.includes(member)) return;
    pending.ready.add(member);
    if (pending.ready.size < this.members.length) return;
    const takeover = { generation, nearRtLoop: port.nextLoop() };
    pending.takeover = takeover;
    for (const one of this.members) port.takeOver(one, takeover);
  }

  refused(member: string, generation: number, policy: string, reason: string): void {
    const { pending, current } = this;
    if (pending?.plan.generation === generation && !pending.takeover) {
      this.pending = null;
      this.events.refused(policy, `${member}: ${reason}`);
    } else if (current.plan.generation === generation) current.faults.set(member, reason);
  }

  /** Whether {@link took} would change anything: a control a loop comes by. */
  awaits(member: string, generation: number): boolean {
    if (generation === 0) return false;
    if (this.pending?.plan.generation === generation) return !this.pending.took.has(member);
    return this.current.plan.generation === generation && !this.current.took.has(member);
  }

  /** A member runs a plan, for the first time in this near-RT loop. */
  took(member: string, generation: number, nearRtLoop: number): void {
    const { pending, current } = this;
    if (current.plan.generation === generation) current.took.add(member);
    if (pending?.plan.generation !== generation || pending.takeover === null) return;
    if (!this.members.includes(member)) return;
    pending.took.set(member, nearRtLoop);
    if (pending.took.size < this.members.length) return;
    this.pending = null;
    const since = Math.max(...pending.took.values());
    const took = new Set(this.members);
    this.current = { plan: pending.plan, nearRtLoop: since, took, faults: new Map() };
    this.events.inForce(pending.plan.assignments, since);
    const { next } = this;
    this.next = null;
    if (next !== null) this.want(next);
  }

  /** Where an assignment of {@link want} stands; null where it is in no plan. */
  standing(isIt: (assignment: ModelAssignment) => boolean): Standing | null {
    const { pending, current, members } = this;
    if (pending?.plan.assignments.some(isIt)) {
      const missing = (from: { has(member: string): boolean }) =>
        members.filter((one) => !from.has(one)).join(', ');
      if (pending.takeover === null) return onItsWay(`waiting for ${missing(pending.ready)}`);
      const { nearRtLoop } = pending.takeover;
      return onItsWay(`takes over at near-RT loop ${nearRtLoop}; waiting for ${missing(pending.took)}`);
    }
    if (this.next?.some(isIt)) return onItsWay('waiting for a takeover that is under way');
    if (!current.plan.assignments.some(isIt)) return null;
    const away = members.filter((one) => !current.took.has(one));
    if (away.length === 0) return { state: 'in force', nearRtLoop: current.nearRtLoop };
    const why = away.map((one) => `${one}: ${current.faults.get(one) ?? 'does not run it yet'}`);
    return onItsWay(why.join('; '));
  }
}

function onItsWay(reason: string): Standing {
  return { state: 'on its way', reason };
}

function isSame(a: readonly ModelAssignment[], b: readonly ModelAssignment[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
