/**
 * One step of Newton's method towards the root of (28), on (power(xi) - c)^-1/2 = (P_max - c)^-1/2.
 *
 * c stands for the power of the terms that hardly change here: it is chosen so that the left side has no
 * curvature at xi, which makes the step exact for one term beside a constant and leaves an error of third
 * order. Where no such c is below P_max it is 0, as in `solveByNewton`.
 *
 * @returns the next xi; the same where it is the root
 */
export function newtonStep(lambda: Float64Array, phi: Float64Array, pMax: number, xi: number): number {
  // Sums of phi / (lambda + xi)^k.
  let power = 0;
  let slope = 0;
  let curvature = 0;
  for (let n = 0; n < phi.length; n++) {
    if (phi[n] <= 0) continue;
    const inverse = 1 / (lambda[n] + xi);
    const term = phi[n] * inverse * inverse;
    power += term;
    slope += term * inverse;
    curvature += term * inverse * inverse;
  }
  // power - c; at most power, by Cauchy and Schwarz.
  const changing = (slope * slope) / curvature;
  const left = pMax - power + changing;
  return left > 0
    ? xi + (changing / slope) * (Math.sqrt(changing / left) - 1)
    : xi + (power / slope) * (Math.sqrt(power / pMax) - 1);
}
