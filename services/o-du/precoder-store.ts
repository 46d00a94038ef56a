import type { OduCell } from '@chorus/phy';

/** V_k,l of a control. */
export interface Precoders {
  /** That it is made for. */
  slot: number;
  /** From which it takes effect. */
  fromSlot: number;
  users: readonly number[];
  /** [links, N_t, N_s] complex. */
  V: Float64Array;
}

/** V_k,l from the near-RT RIC: what has come for the slot, and what waits to take effect. */
export class PrecoderStore {
  private readonly cell: OduCell;
  private readonly served: readonly number[];
  /** Newest slot whose precoders have come, lost ones included, [K]. */
  private readonly newest: Int32Array;
  /** The slot that the precoders in force were made for, [K]. */
  private readonly inForce: Int32Array;
  private pending: Precoders[] = [];

  /** @param served users of this O-DU */
  constructor(cell: OduCell, served: readonly number[]) {
    this.cell = cell;
    this.served = served;
    this.newest = new Int32Array(cell.topology.K).fill(-1);
    this.inForce = this.newest.slice();
  }

  /** Whether the precoders made for the slot have come for every link. */
  arrived(slot: number): boolean {
    for (const user of this.served) if (this.newest[user] < slot) return false;
    return true;
  }

  /** Whether precoders of a newer slot have come for one of the users. */
  isStale(slot: number, users: readonly number[]): boolean {
    return users.some((user) => this.newest[user] > slot);
  }

  note(slot: number, users: readonly number[]): void {
    for (const user of users) this.newest[user] = slot;
  }

  /** Links that a control for these users holds: O-RUs ascending, inside each its served users in `users`. */
  countLinks(users: readonly number[]): number {
    const { served } = this.cell.topology;
    const wanted = new Set(users);
    let links = 0;
    for (const l of this.cell.radios) for (const k of served[l]) if (wanted.has(k)) links++;
    return links;
  }

  /** Precoders that are due at slot `now` are written at once; the others wait, and V is kept. */
  add(precoders: Precoders, now: number): void {
    if (precoders.fromSlot <= now) this.write(precoders);
    else this.pending.push(precoders);
  }

  /** Puts in force what takes effect by `slot`. */
  apply(slot: number): void {
    if (this.pending.length === 0) return;
    for (const precoders of this.pending) if (precoders.fromSlot <= slot) this.write(precoders);
    this.pending = this.pending.filter(({ fromSlot }) => fromSlot > slot);
  }

  private write({ slot, users, V }: Precoders): void {
    const { Nt, Ns, served } = this.cell.topology;
    const block = 2 * Nt * Ns;
    const wanted = new Set(users);
    let from = 0;
    for (const [j, l] of this.cell.radios.entries()) {
      for (const [n, k] of served[l].entries()) {
        if (!wanted.has(k)) continue;
        // Where a delay was shortened newer ones may have overtaken them.
        if (this.inForce[k] <= slot)
          for (let i = 0; i < block; i++) this.cell.V[j][n * block + i] = V[from + i];
        from += block;
      }
    }
    for (const k of users) this.inForce[k] = Math.max(this.inForce[k], slot);
  }
}
