import { projectPower, type OduCell } from '@chorus/phy';

/** Constraint (10c) and finiteness, whatever a dApp did: nothing else may reach an O-RU. */
export class PowerGuard {
  /** O-RU precoders refused because they were not finite, so far. */
  refused = 0;
  private readonly cell: OduCell;
  /** By local O-RU, the last V that was in order. */
  private readonly good: readonly Float64Array[];

  constructor(cell: OduCell) {
    this.cell = cell;
    this.good = cell.V.map((V) => V.slice());
  }

  /**
   * Scales down what exceeds P_max; an O-RU whose V is not finite keeps its last good one.
   *
   * @returns whether every O-RU that serves users kept its last good one: nothing of the V was usable
   */
  apply(): boolean {
    const { V, xi, topology } = this.cell;
    let [serving, refused] = [0, 0];
    for (let j = 0; j < V.length; j++) {
      // A power that is not finite is that of a V that is not finite, or as good as that.
      if (V[j].length > 0) serving++;
      if (Number.isFinite(projectPower(V[j], topology.pMax))) this.good[j].set(V[j]);
      else {
        this.restoreRadio(j);
        refused++;
      }
      if (!Number.isFinite(xi[j])) xi[j] = 0;
    }
    this.refused += refused;
    return refused > 0 && refused === serving;
  }

  /** Every O-RU keeps its last good V. */
  restore(): void {
    for (let j = 0; j < this.good.length; j++) this.restoreRadio(j);
  }

  private restoreRadio(j: number): void {
    this.cell.V[j].set(this.good[j]);
  }
}
