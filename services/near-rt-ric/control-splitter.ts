import { usersOfOdu, type Topology } from '@chorus/phy';
import type { ControlMessage } from '@chorus/platform/proto.ts';

const REAL = 4;
const COMPLEX = 8;
const EMPTY = new Uint8Array(0);

/** The share of a control that one E2 node gets. */
export interface NodeControl {
  readonly odu: number;
  readonly message: ControlMessage;
  /** Users (filters) or links (precoders) in it. */
  readonly count: number;
}

/**
 * Splits a control over all E2 nodes: U_k and W_k go to every O-DU that works with them, which are those that
 * serve user k (Algorithm 2, line 5) or, under a precoder that reaches further, those that know its channel;
 * V_k,l goes to the O-DU of O-RU l. Nodes that it does not concern get nothing. The message must
 * have passed checkControl.
 */
export class ControlSplitter {
  private readonly topology: Topology;
  /** Users that the O-RUs of each O-DU serve. */
  readonly served: readonly ReadonlySet<number>[];

  constructor(topology: Topology) {
    this.topology = topology;
    this.served = topology.radiosOfOdu.map((_, odu) => new Set(usersOfOdu(topology, odu)));
  }

  /** @param wanted the users whose filters each node asks for, by O-DU */
  filters({ users, u, w }: ControlMessage, wanted: readonly ReadonlySet<number>[]): NodeControl[] {
    const { Nr, Ns } = this.topology;
    return wanted.flatMap((asked, odu) => {
      const rows = [...users.keys()].filter((i) => asked.has(users[i]));
      if (rows.length === 0) return [];
      const message = {
        users: rows.map((i) => users[i]),
        u: pick(u, rows, Nr * Ns * COMPLEX),
        w: pick(w, rows, Ns * Ns * REAL),
        v: EMPTY,
        rMin: EMPTY,
      };
      return [{ odu, message, count: rows.length }];
    });
  }

  /** Links stand in the message by O-RU, then by user; each node gets its own, in the same order. */
  precoders({ users, v }: ControlMessage): NodeControl[] {
    const { served, oduOfRadio, Nt, Ns } = this.topology;
    const named = new Set(users);
    const rows: number[][] = this.served.map(() => []);
    let link = 0;
    for (const [l, list] of served.entries())
      for (const k of list) if (named.has(k)) rows[oduOfRadio[l]].push(link++);
    return rows.flatMap((links, odu) => {
      if (links.length === 0) return [];
      const message = {
        users: users.filter((k) => this.served[odu].has(k)),
        u: EMPTY,
        w: EMPTY,
        v: pick(v, links, Nt * Ns * COMPLEX),
        rMin: EMPTY,
      };
      return [{ odu, message, count: links.length }];
    });
  }
}

/** Rows of `size` bytes, in the order of `rows`. */
function pick(bytes: Uint8Array, rows: readonly number[], size: number): Uint8Array {
  const out = Buffer.allocUnsafe(rows.length * size);
  for (const [i, row] of rows.entries()) out.set(bytes.subarray(row * size, (row + 1) * size), i * size);
  return out;
}
