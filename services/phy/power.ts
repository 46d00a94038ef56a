import { Arena } from './wasm/arena.ts';
import type { Kernels } from './wasm/module.ts';
import { powersModule } from './wasm/powers.ts';

/** Transmit power of one O-RU [W]: the sum over its users of tr(V V^H). */
export function powerOf(V: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < V.length; i++) sum += V[i] * V[i];
  return sum;
}

/**
 * Constraint (10c): scales the precoders of one O-RU down if they exceed P_max.
 *
 * @returns the power before [W]
 */
export function projectPower(V: Float64Array, pMax: number): number {
  const power = powerOf(V);
  if (power > pMax) scalePower(V, power, pMax);
  return power;
}

/** Scales precoders of power `power` to power `target`. */
export function scalePower(V: Float64Array, power: number, target: number): void {
  const factor = Math.sqrt(target / power);
  for (let i = 0; i < V.length; i++) V[i] *= factor;
}

/** {@link projectPower} for O-RUs whose precoders lie in one memory. */
export class PowerProjection {
  private readonly V: readonly Float64Array[];
  private readonly plan: Int32Array;
  /** By O-RU [W]. */
  private readonly powers: Float64Array;
  private readonly kernels: Kernels;

  /** @param V by O-RU, in `memory` */
  constructor(memory: WebAssembly.Memory, V: readonly Float64Array[]) {
    const arena = new Arena(16 * V.length + 16);
    this.V = V;
    this.plan = arena.int32(2 * V.length);
    this.plan.set(V.flatMap(({ byteOffset, byteLength }) => [byteOffset, byteOffset + byteLength]));
    this.powers = arena.float64(V.length);
    this.kernels = powersModule().over([arena.memory, memory]);
  }

  /** @returns by O-RU the power before [W]; written again by the next call */
  run(pMax: number): Float64Array {
    const { V, plan, powers } = this;
    this.kernels.powers(plan.byteOffset, V.length, powers.byteOffset);
    for (let n = 0; n < V.length; n++) if (powers[n] > pMax) scalePower(V[n], powers[n], pMax);
    return powers;
  }
}
