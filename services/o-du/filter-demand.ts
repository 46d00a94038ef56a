import type { PrecoderDApp } from '@chorus/contracts';
import { filterUsers, type Topology } from '@chorus/phy';
import type { FilterStore } from './filter-store.ts';

export interface FilterDemandComponents {
  readonly topology: Topology;
  readonly odu: number;
  readonly filters: FilterStore;
  /** Tells the near-RT RIC whose U_k and W_k the O-DU takes. */
  readonly announce: () => void;
}

/**
 * Whose U_k and W_k the O-DU takes: those that its precoder works with and, while another is about to take over,
 * those that it will.
 */
export class FilterDemand {
  private readonly components: FilterDemandComponents;
  private own: readonly number[];
  private asked: readonly number[];
  private set: ReadonlySet<number>;
  /** Users whose filters may still come: the near-RT RIC has not said that it knows what is asked for now. */
  private readonly before = new Set<number>();
  /** Announcements that it has not acknowledged. */
  private unanswered = 0;

  constructor(components: FilterDemandComponents, precoder: PrecoderDApp) {
    this.components = components;
    this.own = this.asked = this.usersOf(precoder);
    this.set = new Set(this.asked);
  }

  /** Ascending. */
  get users(): readonly number[] {
    return this.asked;
  }

  /** Whether a control may be about a user. */
  has(user: number): boolean {
    return this.set.has(user) || this.before.has(user);
  }

  /** Another precoder is about to take over. */
  widen(precoder: PrecoderDApp): void {
    this.ask([...new Set([...this.own, ...this.usersOf(precoder)])].sort((a, b) => a - b));
  }

  /** It has. */
  settle(precoder: PrecoderDApp): void {
    this.own = this.usersOf(precoder);
    this.components.filters.use(this.own);
    this.ask(this.own);
  }

  /** E2 is set up, with these users in its request. */
  connected(told: readonly number[]): void {
    this.before.clear();
    this.unanswered = 0;
    if (told !== this.asked) this.announce(told);
  }

  /** The near-RT RIC has answered an announcement: what it sends from here on keeps to it. */
  acknowledged(): void {
    if (this.unanswered > 0 && --this.unanswered === 0) this.before.clear();
  }

  private usersOf({ reach }: PrecoderDApp): readonly number[] {
    return filterUsers(this.components.topology, this.components.odu, reach);
  }

  private ask(users: readonly number[]): void {
    const isSame = users.length === this.asked.length && users.every((k) => this.set.has(k));
    if (isSame) return;
    const { asked } = this;
    this.asked = users;
    this.set = new Set(users);
    this.announce(asked);
  }

  /** @param told whom the near-RT RIC was told of last: controls for them may be on their way */
  private announce(told: readonly number[]): void {
    for (const user of told) this.before.add(user);
    this.unanswered++;
    this.components.announce();
  }
}
