import type { PrecoderDApp } from '@chorus/contracts';
import { filterUsers, type Topology } from '@chorus/phy';
import type { FilterStore } from './filter-store.ts';

export interface FilterDemandComponents {
  readonly topology: Topology;
  readonly odu: number;
  readonly filters: FilterStore;
  /** Tells the near-RT RIC whose U_k and W_k the O-DU takes. */
  readonly announce: (users: readonly number[]) => void;
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

  constructor(components: FilterDemandComponents, precoder: PrecoderDApp) {
    this.components = components;
    this.own = this.asked = this.usersOf(precoder);
    this.set = new Set(this.asked);
  }

  /** Ascending. */
  get users(): readonly number[] {
    return this.asked;
  }

  has(user: number): boolean {
    return this.set.has(user);
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

  private usersOf({ reach }: PrecoderDApp): readonly number[] {
    return filterUsers(this.components.topology, this.components.odu, reach);
  }

  private ask(users: readonly number[]): void {
    const isSame = users.length === this.asked.length && users.every((k) => this.set.has(k));
    if (isSame) return;
    this.asked = users;
    this.set = new Set(users);
    this.components.announce(users);
  }
}
