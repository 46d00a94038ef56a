import type { Flow, Tick } from '../api.ts';
import type { ByProcedure, RicRecord } from '../records/types.ts';
import { FlowSum } from './flow-sum.ts';

const directions = ['up', 'down'] as const;
type Row = Partial<Record<(typeof directions)[number], FlowSum>>;

// A RIC that has told of none of so many loops has nothing on E2: a scheme without an xApp.
const SILENT_LOOPS = 20;

const none: Flow = { messagesPerS: 0, payloadBytesPerS: 0, protobufBytesPerS: 0, complexNumbers: 0 };

/**
 * E2 over a tick: means over the loops that `kpi.near-rt-ric` has told of since the tick before.
 *
 * Its record of a loop comes on its own, so a tick of few loops may be without one: then what was told last stands.
 */
export class E2Flow {
  private readonly cRzf: number;
  private loops = 0;
  private total = new FlowSum();
  private rows = new Map<string, Row>();
  private delivered = 0;
  private socketBytes: { first: number; loops: number; newest: number } | null = null;
  private silentLoops = 0;
  private last: Tick['e2'];

  /** @param init cRzf: C-RZF's load on this network, complex numbers per near-RT loop */
  constructor({ cRzf }: { cRzf: number }) {
    this.cRzf = cRzf;
    this.last = nothing();
  }

  /** Whether many loops have passed that the RIC has told nothing of. */
  get isSilent(): boolean {
    return this.silentLoops >= SILENT_LOOPS;
  }

  add({ e2, wall }: RicRecord): void {
    this.loops++;
    this.total.addPayload(e2);
    this.total.addMessages(wall);
    this.delivered += e2.deliveredComplexNumbers;
    this.each(e2.byProcedure, (sum, payload) => sum.addPayload(payload));
    this.each(wall.byProcedure ?? {}, (sum, messages) => sum.addMessages(messages));
    const newest = wall.socketBytesSoFar;
    // What had crossed before the first record belongs to no loop that was seen.
    this.socketBytes ??= { first: newest, loops: -1, newest };
    // A RIC that has started again counts from zero.
    if (newest < this.socketBytes.newest) this.socketBytes = { first: 0, loops: 0, newest };
    this.socketBytes.newest = newest;
    this.socketBytes.loops++;
  }

  /**
   * Begins anew.
   *
   * @param loopsOfTick near-RT loops that have passed
   * @param loopsPerS in a second of the tick
   */
  take(loopsOfTick: number, loopsPerS: number): Tick['e2'] {
    const { loops, cRzf } = this;
    this.silentLoops = loops === 0 ? this.silentLoops + loopsOfTick : 0;
    if (this.isSilent) this.last = nothing();
    if (loops === 0) return this.last;
    const total = this.total.flow(loops, loopsPerS);
    const byProcedure: Record<string, { up?: Flow; down?: Flow }> = {};
    for (const [procedure, row] of this.rows) {
      const flows: { up?: Flow; down?: Flow } = (byProcedure[procedure] = {});
      for (const direction of directions)
        if (row[direction]) flows[direction] = row[direction].flow(loops, loopsPerS);
    }
    this.last = {
      total,
      socketBytesPerS: this.takeSocketBytes() * loopsPerS,
      byProcedure,
      deliveredComplexNumbers: this.delivered / loops,
      reductionPercent: 100 * (1 - total.complexNumbers / cRzf),
    };
    this.loops = this.delivered = 0;
    this.total = new FlowSum();
    this.rows = new Map();
    return this.last;
  }

  private each<T>(rows: ByProcedure<T>, add: (sum: FlowSum, told: T) => void): void {
    for (const [procedure, told] of Object.entries(rows)) {
      let row = this.rows.get(procedure);
      if (row === undefined) this.rows.set(procedure, (row = {}));
      for (const direction of directions) {
        const one = told[direction];
        if (one !== undefined) add((row[direction] ??= new FlowSum()), one);
      }
    }
  }

  /** Mean over the loops since it was called last. */
  private takeSocketBytes(): number {
    const { socketBytes } = this;
    if (socketBytes === null || socketBytes.loops === 0) return 0;
    const { first, newest, loops } = socketBytes;
    this.socketBytes = { first: newest, loops: 0, newest };
    return (newest - first) / loops;
  }
}

function nothing(): Tick['e2'] {
  const payload = { total: none, deliveredComplexNumbers: 0, reductionPercent: 100 };
  return { ...payload, socketBytesPerS: 0, byProcedure: {} };
}
