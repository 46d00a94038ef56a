import type { Model } from '@chorus/learning';
import type { OduCell, Topology } from '@chorus/phy';

/** What a dApp is made with. */
export interface DAppComponents {
  readonly topology: Topology;
  /** The O-DU that the dApp runs on, 0 to U - 1. */
  readonly odu: number;
}

/** Options of the scenario that built-in dApps read; a module of your own may ignore them. */
export interface DAppInit {
  /** lambda of (41), over the noise power. */
  rzfLambda?: number;
  /** A trained model for dApp 1; null for its own, or none. */
  model?: Model | null;
}

/** dApp 1: finds the multiplier xi_l of an O-RU's power constraint, every RT loop. */
export interface MultiplierDApp {
  readonly name: string;
  /**
   * Solves (28), sum over n of phi[n] / (lambda[n] + xi)^2 = pMax, for xi >= 0; 0 if the power at
   * xi = 0 is within pMax already.
   *
   * @param lambda eigenvalues of A_l, ascending, [N_t]; zero in its null space
   * @param phi diagonal of Phi_l (27) in the same order, [N_t]; zero in the null space
   * @param pMax [W]
   */
  solve(lambda: Float64Array, phi: Float64Array, pMax: number): number;
  /**
   * A multiplier that runs a trained model takes another. One that takes none leaves this out.
   *
   * @throws ModelError where the model does not fit; what was in force stays so
   */
  take?(model: Model): void;
}

/** Which users' channels a precoder's sums run over, and so what D2 must bring. */
export type Reach = 'none' | 'served' | 'coupled';

/** What a precoder takes from the near-RT RIC: nothing, U_k and W_k, or the precoders themselves. */
export type ControlKind = 'none' | 'filters' | 'precoders';

/** dApp 2: fills the precoders of its O-DU's O-RUs, every RT loop. */
export interface PrecoderDApp {
  readonly name: string;
  readonly reach: Reach;
  readonly control: ControlKind;
  /**
   * Reads `cell.H`, `cell.omega`, `cell.U`, `cell.W`, `cell.Zremote` and the last `cell.V`, and writes
   * `cell.V` and `cell.xi`. The O-DU scales down whatever exceeds P_max and refuses what is not
   * finite, so the power constraint (10c) holds for any dApp.
   */
  precode(cell: OduCell, multiplier: MultiplierDApp): void;
}

/** What a dApp's module exports, one or both, under these names. */
export interface DAppModule {
  createMultiplier?: (components: DAppComponents, init: DAppInit) => MultiplierDApp;
  createPrecoder?: (components: DAppComponents, init: DAppInit) => PrecoderDApp;
}
