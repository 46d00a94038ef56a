/**
 * (28): the xi >= 0 with sum over n of phi[n] / (lambda[n] + xi)^2 = P_max, or 0 where the power at
 * xi = 0 is within P_max.
 *
 * With S = sqrt(sum of phi / P_max), xi lies in [S - lambda_max, S - lambda_min]: the bracket of both
 * solvers. Terms with phi = 0 are the null space of A_l, and do not count.
 */

/** Left side of (28) at xi [W]. */
export function powerAt(lambda: Float64Array, phi: Float64Array, xi: number): number {
  let sum = 0;
  for (let n = 0; n < phi.length; n++) {
    if (phi[n] > 0) sum += phi[n] / (lambda[n] + xi) ** 2;
  }
  return sum;
}

/**
 * Newton's method on 1/sqrt(power(xi)) - 1/sqrt(P_max), which is nearly straight and concave, so that steps from
 * the left of the root never pass it twice; steps that leave the bracket are halved into it.
 */
export function solveByNewton(lambda: Float64Array, phi: Float64Array, pMax: number): number {
  if (powerAt(lambda, phi, 0) <= pMax) return 0;
  let [low, high] = bracket(lambda, phi, pMax);
  let xi = low;
  for (let iteration = 0; iteration < 100; iteration++) {
    let power = 0;
    let slope = 0;
    for (let n = 0; n < phi.length; n++) {
      if (phi[n] <= 0) continue;
      const d = lambda[n] + xi;
      const term = phi[n] / (d * d);
      power += term;
      slope += term / d;
    }
    if (power >= pMax) low = xi;
    else high = xi;
    // f = power^-1/2 - P^-1/2 and f' = power^-3/2 slope.
    let next = xi + (power / slope) * (Math.sqrt(power / pMax) - 1);
    if (!(next >= low && next <= high)) next = (low + high) / 2;
    if (Math.abs(next - xi) <= 1e-15 * Math.abs(next)) return next;
    xi = next;
  }
  return xi;
}

/** Bisection from the bracket until its ends are neighbours: the slow reference. */
export function solveByBisection(lambda: Float64Array, phi: Float64Array, pMax: number): number {
  if (powerAt(lambda, phi, 0) <= pMax) return 0;
  let [low, high] = bracket(lambda, phi, pMax);
  for (let iteration = 0; iteration < 200; iteration++) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) break;
    if (powerAt(lambda, phi, middle) > pMax) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function bracket(lambda: Float64Array, phi: Float64Array, pMax: number): [low: number, high: number] {
  let sum = 0;
  let smallest = Infinity;
  let largest = 0;
  for (let n = 0; n < phi.length; n++) {
    if (phi[n] <= 0) continue;
    sum += phi[n];
    smallest = Math.min(smallest, lambda[n]);
    largest = Math.max(largest, lambda[n]);
  }
  const S = Math.sqrt(sum / pMax);
  return [Math.max(0, S - largest), Math.max(0, S - smallest)];
}
