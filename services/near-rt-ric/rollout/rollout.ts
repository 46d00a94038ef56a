/** What is wanted, under a number that counts up from 1 with each plan. */
export interface Plan<A> {
  readonly generation: number;
  readonly assignments: A[];
}
/** A plan is in force from this near-RT loop on. */
export interface Takeover {
  readonly generation: number;
  readonly nearRtLoop: number;
}

/** How a rollout reaches its members. */
export interface RolloutPort<A> {
  /** Asks a member to make a plan ready beside its work; nothing where it is away. */
  prepare(member: string, plan: Plan<A>): void;
  /** Puts a prepared plan in force. */
  takeOver(member: string, takeover: Takeover): void;
  /** Finds the first near-RT loop for which every member can still be told in time, now or later. */
  settle(generation: number, then: (nearRtLoop: number) => void): void;
  /** Whether a plan may be begun: not where another rollout must be over first; then {@link Rollout.resume} follows. */
  mayBegin?(): boolean;
}

/** What a rollout leads to. */
export interface RolloutEvents<A> {
  /** A member cannot use what a policy asks for; the plan is given up. */
  refused(policy: string, reason: string): void;
  /** All are ready, and are about to be told that they take over. */
  takesOver?(plan: Plan<A>, nearRtLoop: number): void;
  /** Every member runs the plan, from this near-RT loop on. */
  inForce(assignments: readonly A[], nearRtLoop: number): void;
  /** Nothing is under way any more. */
  idle?(): void;
}

/** Where what a policy asks for stands. */
export type Standing =
  | { readonly state: 'in force'; readonly nearRtLoop: number }
  | { readonly state: 'on its way'; readonly reason: string };

interface Current<A> {
  readonly plan: Plan<A>;
  readonly nearRtLoop: number;
  readonly took: Set<string>;
  /** Why a member that came back cannot use the plan. */
  readonly faults: Map<string, string>;
}
interface Pending<A> {
  readonly plan: Plan<A>;
  readonly ready: Set<string>;
  /** The near-RT loop in which each member took over. */
  readonly took: Map<string, number>;
  /** All are ready: it is too late for another plan. */
  settling: boolean;
  takeover: Takeover | null;
}

/**
 * Brings a plan to all members at once, in two phases: each makes ready what it needs and tries it; when all are
 * ready, all take over at the same near-RT loop. Until then, and when one refuses, the plan of before
 * stays in force everywhere.
 */
export class Rollout<A> {
  readonly members: readonly string[];
  private readonly port: RolloutPort<A>;
  private readonly events: RolloutEvents<A>;
  private generation = 0;
  private current: Current<A>;
  private pending: Pending<A> | null = null;
  /** What is wanted after a takeover that is under way. */
  private next: A[] | null = null;

  /**
   * @param members who must take every plan, there or not
   * @param initial what all run without any plan
   */
  constructor(
    members: readonly string[],
    port: RolloutPort<A>,
    events: RolloutEvents<A>,
    initial: readonly A[] = [],
  ) {
    this.members = members;
    this.port = port;
    this.events = events;
    const plan = { generation: 0, assignments: [...initial] };
    this.current = { plan, nearRtLoop: 0, took: new Set(), faults: new Map() };
  }

  /** Whether a plan is under way. */
  get busy(): boolean {
    return this.pending !== null;
  }

  /** Whether something other than what is in force is wanted. */
  get underWay(): boolean {
    return this.pending !== null || this.next !== null;
  }

  /** Generation of the plan in force; 0 for none yet. */
  get inForce(): number {
    return this.current.plan.generation;
  }

  /** The plan that is to be in force. */
  want(assignments: A[]): void {
    this.next = null;
    if (this.pending?.settling) {
      this.next = assignments;
      return;
    }
    if (isSame(assignments, this.current.plan.assignments)) return this.end();
    if (this.pending === null && this.port.mayBegin?.() === false) {
      this.next = assignments;
      return;
    }
    const plan = { generation: ++this.generation, assignments };
    this.pending = { plan, ready: new Set(), took: new Map(), settling: false, takeover: null };
    for (const member of this.members) this.port.prepare(member, plan);
  }

  /** Begins what had to wait, where it may. */
  resume(): void {
    if (this.pending === null && this.next !== null) this.want(this.next);
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

  /** A member has made a plan ready and tried it. */
  ready(member: string, generation: number): void {
    const { pending, port } = this;
    if (pending?.plan.generation !== generation || pending.settling) return;
    if (!this.members.includes(member)) return;
    pending.ready.add(member);
    if (pending.ready.size < this.members.length) return;
    pending.settling = true;
    port.settle(generation, (nearRtLoop) => {
      const takeover = { generation, nearRtLoop };
      pending.takeover = takeover;
      this.events.takesOver?.(pending.plan, nearRtLoop);
      for (const one of this.members) port.takeOver(one, takeover);
    });
  }

  refused(member: string, generation: number, policy: string, reason: string): void {
    const { pending, current } = this;
    if (pending?.plan.generation === generation && !pending.settling) {
      this.pending = null;
      this.events.refused(policy, `${member}: ${reason}`);
      if (!this.busy) this.events.idle?.();
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
    const since = Math.max(...pending.took.values());
    const took = new Set(this.members);
    this.current = { plan: pending.plan, nearRtLoop: since, took, faults: new Map() };
    this.events.inForce(pending.plan.assignments, since);
    const { next } = this;
    this.end();
    if (next !== null) this.want(next);
  }

  /** Where an assignment of {@link want} stands; null where it is in no plan. */
  standing(isIt: (assignment: A) => boolean): Standing | null {
    const { pending, current, members } = this;
    if (pending?.plan.assignments.some(isIt)) {
      const missing = (from: { has(member: string): boolean }) =>
        members.filter((one) => !from.has(one)).join(', ');
      if (!pending.settling) return onItsWay(`waiting for ${missing(pending.ready)}`);
      if (pending.takeover === null) return onItsWay('all are ready; their loops are asked for');
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

  private end(): void {
    const wasBusy = this.busy;
    this.pending = null;
    this.next = null;
    if (wasBusy) this.events.idle?.();
  }
}

function onItsWay(reason: string): Standing {
  return { state: 'on its way', reason };
}

function isSame<A>(a: readonly A[], b: readonly A[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
