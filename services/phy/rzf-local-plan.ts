import type { OduCell } from './odu-cell.ts';
import { oncePer } from './once-per.ts';
import { PlanWords, type Plan } from './plan-words.ts';
import { range } from './topology.ts';
import { Arena } from './wasm/arena.ts';
import { COMPLEX } from './wasm/complex.ts';
import type { Kernels } from './wasm/module.ts';
import { localRzfModule } from './wasm/rzf-local.ts';
import { wholeTiles } from './wasm/tile.ts';

/** The linear system of an O-RU that serves somebody. */
interface System {
  /** Local number of the O-RU. */
  readonly j: number;
  /** Whether rows of H are fewer than antennas, and the unknowns. */
  readonly overRows: boolean;
  readonly order: number;
  /** Rows of the matrix and of the right-hand sides below it. */
  readonly rows: number;
  /** Where they stand [bytes]. */
  readonly at: number;
}

/**
 * (41) of all O-RUs of a cell, made once for its layout: (H^H H + lambda I) V = H^H with N_t unknowns, or
 * V = H^H (H H^H + lambda I)^-1 with K_l N_r where those are fewer. The smaller matrix is regular also without lambda
 * unless channels depend on each other, so that a small lambda costs no digits.
 */
class LocalRzfPlan {
  private readonly pitch: number;
  private readonly numbers: Float64Array;
  private readonly kernels: Kernels;
  private readonly systems: readonly System[];
  private readonly before: readonly (readonly [kernel: string, plan: Plan])[];
  private readonly after: readonly (readonly [kernel: string, plan: Plan])[];

  constructor(cell: OduCell) {
    const { Nr, Nt, Ns } = cell.topology;
    const pitch = (this.pitch = wholeTiles(Nt));
    const { systems, bytes } = systemsOf(cell, COMPLEX * pitch);
    const turns = systems.map((system) => turnsOf(cell, system, COMPLEX * pitch));
    const words = new PlanWords();
    const written = (kernels: readonly (keyof Turns)[]) =>
      kernels.map((kernel) => [kernel, words.write(turns.flatMap((of) => of[kernel] ?? []))] as const);
    this.systems = systems;
    this.before = written(['antennas', 'pairs', 'takeRows', 'takeColumns']);
    this.after = written(['giveRows', 'giveColumns']);
    const arena = new Arena(bytes);
    this.numbers = arena.float64(bytes / 8);
    const memories = [arena.memory, words.memory(), cell.arena.memory];
    this.kernels = localRzfModule(Nr, Nt, Ns, pitch).over(memories);
  }

  /**
   * V of `cell.H`, without its power (42).
   *
   * @param lambda above 0
   * @returns local numbers of the O-RUs whose system is singular to rounding: their V is to be found another way
   */
  solve(lambda: number): number[] {
    const { kernels } = this;
    const singular: number[] = [];
    for (const [kernel, { at, turns }] of this.before) kernels[kernel](at, turns);
    for (const { j, at, order, rows } of this.systems) {
      if (kernels.factor(at, order, rows, lambda) === 1) kernels.substitute(at, order, rows);
      else {
        singular.push(j);
        // What fills an order up to whole tiles must not stay NaN.
        this.numbers.fill(0, at / 8, at / 8 + 2 * rows * this.pitch);
      }
    }
    for (const [kernel, { at, turns }] of this.after) kernels[kernel](at, turns);
    return singular;
  }
}

/** The plan of a cell, for whichever lambda. */
export const localRzfPlan = oncePer((cell: OduCell) => new LocalRzfPlan(cell));

/** Systems one after the other, in rows of `row` bytes. */
function systemsOf({ topology, radios }: OduCell, row: number): { systems: System[]; bytes: number } {
  const { Nr, Nt, Ns, served } = topology;
  const systems: System[] = [];
  let bytes = 0;
  for (const [j, l] of radios.entries()) {
    const users = served[l].length;
    if (users === 0) continue;
    const overRows = users * Nr < Nt;
    const order = wholeTiles(overRows ? users * Nr : Nt);
    const rows = order + wholeTiles(overRows ? Nt : users * Ns);
    systems.push({ j, overRows, order, rows, at: bytes });
    bytes += rows * row;
  }
  return { systems, bytes };
}

/** By kernel of {@link localRzfModule}. */
type Turns = Record<string, number[][]>;

function turnsOf({ topology, radios, H, V }: OduCell, system: System, row: number): Turns {
  const { Nr, Nt, Ns, served, coupled } = topology;
  const { j, at, order, overRows } = system;
  const own = served[radios[j]];
  const h = own.map((k) => H[j].byteOffset + COMPLEX * Nr * Nt * coupled[radios[j]].indexOf(k));
  const v = own.map((_, m) => V[j].byteOffset + COMPLEX * Nt * Ns * m);
  const rightSide = (m: number) => at + order * row + m * (overRows ? Nr * COMPLEX : Ns * row);
  const take = own.map((_, m) => [h[m], rightSide(m)]);
  const give = own.map((_, m) => [rightSide(m), v[m]]);
  if (!overRows) {
    const products = h.flatMap((channel) => [channel, channel]);
    return { antennas: [[at, own.length, ...products]], takeRows: take, giveRows: give };
  }
  const block = (i: number, k: number) => at + Nr * (i * row + k * COMPLEX);
  const pairs = own.flatMap((_, i) => range(i + 1).map((k) => [block(i, k), 1, h[i], h[k]]));
  return { pairs, takeColumns: take, giveColumns: give };
}
