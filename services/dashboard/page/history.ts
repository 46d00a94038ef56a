import type { HistoryView, Tick } from '../api.ts';
import { Ring } from './ring.ts';

/** The columns that both rings begin with: the slot, and the wall clock [ms]. */
export const slotColumn = 0;
export const wallColumn = 1;
/** The other columns of `History.network`. */
export const networkColumn = { sumRate: 2, p5: 3, p50: 4, p95: 5 } as const;

/** An hour of ticks at four a second. */
const TICKS = 14_400;
/** Numbers in the users' history, 32 MiB, however many users there are. */
const USER_NUMBERS = 4 * 2 ** 20;

type NetworkTick = HistoryView['ticks'][number];

/** What the charts over time show: an hour of the network, and as much of each user as its memory holds. */
export class History {
  /** [TICKS, 6] */
  readonly network = new Ring(TICKS, 6);
  /** [ticks, 2 + 3 K]: after the clocks r_k, mu_k and R_k^min of every user; see `userColumns`. */
  readonly users: Ring;
  private readonly K: number;

  constructor(K: number) {
    this.K = K;
    const width = 2 + 3 * K;
    this.users = new Ring(Math.min(TICKS, Math.floor(USER_NUMBERS / width)), width);
  }

  /** Of all rings: constant from the start. */
  get bytes(): number {
    return this.network.bytes + this.users.bytes;
  }

  /** Where r_k, mu_k and R_k^min of a user stand in `users`. */
  userColumns(user: number): { rate: number; mu: number; rMin: number } {
    return { rate: 2 + user, mu: 2 + this.K + user, rMin: 2 + 2 * this.K + user };
  }

  /** Takes a tick, unless it is here already. */
  add(tick: Tick): void {
    this.fill([tick]);
    if (tick.slot <= newestSlot(this.users)) return;
    this.users.push((row) => {
      row[slotColumn] = tick.slot;
      row[wallColumn] = tick.unixMs;
      row.set(tick.userRate, 2);
      row.set(tick.mu, 2 + this.K);
      row.set(tick.rMin, 2 + 2 * this.K);
    });
  }

  /** Takes of the server's history what is newer than all that is here: the gap of a lost connection. */
  fill(ticks: readonly NetworkTick[]): void {
    const newest = newestSlot(this.network);
    for (const tick of ticks) if (tick.slot > newest) this.addNetwork(tick);
  }

  private addNetwork(tick: NetworkTick): void {
    this.network.push((row) => {
      row[slotColumn] = tick.slot;
      row[wallColumn] = tick.unixMs;
      row[networkColumn.sumRate] = tick.sumRate;
      row[networkColumn.p5] = tick.p5;
      row[networkColumn.p50] = tick.p50;
      row[networkColumn.p95] = tick.p95;
    });
  }
}

const newestSlot = (ring: Ring): number => (ring.length > 0 ? ring.at(ring.length - 1, slotColumn) : -1);
