/**
 * (29): mu_k <- max(0, mu_k + delta_k (R_k^min - r_k)), in place.
 *
 * @param mu multipliers of constraint (10b), [K]
 * @param rates r_k [bit/s/Hz], [K]
 * @param rMin R_k^min [bit/s/Hz], [K]
 * @param step delta_k: one for all, or [K]
 */
export function updateMultipliers(
  mu: Float64Array,
  rates: Float64Array,
  rMin: Float64Array,
  step: number | Float64Array,
): void {
  for (let k = 0; k < mu.length; k++) {
    const delta = typeof step === 'number' ? step : step[k];
    mu[k] = Math.max(0, mu[k] + delta * (rMin[k] - rates[k]));
  }
}
