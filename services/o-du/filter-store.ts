import type { OduCell } from '@chorus/phy';

interface Pending {
  nearRtLoop: number;
  fromSlot: number;
  users: readonly number[];
  U: Float64Array;
  W: Float64Array;
}

/** U_k and W_k from the near-RT RIC: what has come, what is in force. */
export class FilterStore {
  private readonly cell: OduCell;
  private users: readonly number[];
  /** Newest loop whose filters have come, lost ones included, [K]. */
  private readonly newest: Int32Array;
  /** The loop that the filters in force were made for, -1 for none, [K]. */
  private readonly inForce: Int32Array;
  private without: number;
  private pending: Pending[] = [];

  /** @param users whose filters the O-DU's precoder works with */
  constructor(cell: OduCell, users: readonly number[]) {
    this.cell = cell;
    this.users = users;
    this.newest = new Int32Array(cell.topology.K).fill(-1);
    this.inForce = new Int32Array(cell.topology.K).fill(-1);
    this.without = users.length;
  }

  /** Another precoder is at work, with the filters of these users. */
  use(users: readonly number[]): void {
    this.users = users;
    this.without = users.filter((k) => this.inForce[k] < 0).length;
  }

  /** Whether all of them have filters in force. */
  get complete(): boolean {
    return this.without === 0;
  }

  /** Whether the filters made for loop n have come for all of them. */
  arrived(nearRtLoop: number): boolean {
    for (const user of this.users) if (this.newest[user] < nearRtLoop) return false;
    return true;
  }

  /** Whether newer filters than those of loop n have come for one of the users. */
  isStale(nearRtLoop: number, users: readonly number[]): boolean {
    return users.some((user) => this.newest[user] > nearRtLoop);
  }

  /** Notes that filters for loop n have come. */
  note(nearRtLoop: number, users: readonly number[]): void {
    for (const user of users) this.newest[user] = nearRtLoop;
  }

  /**
   * Filters that take effect at slot `fromSlot`; the arrays are kept.
   *
   * @param U [users, N_r, N_s] complex
   * @param W [users, N_s, N_s] complex
   */
  add(
    nearRtLoop: number,
    fromSlot: number,
    users: readonly number[],
    U: Float64Array,
    W: Float64Array,
  ): void {
    this.pending.push({ nearRtLoop, fromSlot, users, U, W });
    // With a delay, filters of several loops may be on their way: the newest must come last.
    this.pending.sort((a, b) => a.nearRtLoop - b.nearRtLoop);
  }

  /** Puts in force what takes effect by `slot`. */
  apply(slot: number): void {
    if (this.pending.length === 0) return;
    for (const filters of this.pending) if (filters.fromSlot <= slot) this.take(filters);
    this.pending = this.pending.filter(({ fromSlot }) => fromSlot > slot);
  }

  private take({ nearRtLoop, users, U, W }: Pending): void {
    const { Nr, Ns } = this.cell.topology;
    const [u, w] = [2 * Nr * Ns, 2 * Ns * Ns];
    for (const [n, k] of users.entries()) {
      // Where a delay was shortened newer ones may have overtaken them.
      if (this.inForce[k] > nearRtLoop) continue;
      this.cell.U.set(U.subarray(n * u, (n + 1) * u), k * u);
      this.cell.W.set(W.subarray(n * w, (n + 1) * w), k * w);
      if (this.inForce[k] < 0 && this.users.includes(k)) this.without--;
      this.inForce[k] = nearRtLoop;
    }
  }
}
