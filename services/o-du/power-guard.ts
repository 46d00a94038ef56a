import { PowerProjection, type OduCell } from '@chorus/phy';

/** Constraint (10c) and finiteness, whatever a dApp did: nothing else may reach an O-RU. */
export class PowerGuard {
  /** O-RU precoders refused because they were not finite, so far. */
  refused = 0;
  private readonly cell: OduCell;
  private readonly projection: PowerProjection;
  /** The last V that were in order, as the cell has them. */
  private readonly good: Float64Array;

  constructor(cell: OduCell) {
    this.cell = cell;
    this.projection = new PowerProjection(cell.arena.memory, cell.V);
    this.good = cell.precoders.slice();
  }

  /**
   * Scales down what exceeds P_max; an O-RU whose V is not finite keeps its last good one.
   *
   * @returns whether every O-RU that serves users kept its last good one: nothing of the V was usable
   */
  apply(): boolean {
    const { V, precoders, xi, topology } = this.cell;
    const powers = this.projection.run(topology.pMax);
    let [serving, refused] = [0, 0];
    for (let j = 0; j < V.length; j++) {
      if (V[j].length > 0) serving++;
      // A power that is not finite is that of a V that is not finite, or as good as that.
      if (!Number.isFinite(powers[j])) {
        this.restoreRadio(j);
        refused++;
      }
      if (!Number.isFinite(xi[j])) xi[j] = 0;
    }
    this.good.set(precoders);
    this.refused += refused;
    return refused > 0 && refused === serving;
  }

  /** Every O-RU keeps its last good V. */
  restore(): void {
    this.cell.precoders.set(this.good);
  }

  private restoreRadio(j: number): void {
    const { V, precoders } = this.cell;
    const first = (V[j].byteOffset - precoders.byteOffset) / 8;
    V[j].set(this.good.subarray(first, first + V[j].length));
  }
}
