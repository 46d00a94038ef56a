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
