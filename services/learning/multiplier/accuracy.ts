import { powerAt } from '@chorus/phy';
import type { Problem } from './problems.ts';

/** How far a solver of (28) is off, over problems. */
export interface MultiplierAccuracy {
  /** |xi - exact| / S with S = sqrt(sum Phi / P_max), the scale of lambda + xi: median and 99th percentile. */
  xiMedian: number;
  xiP99: number;
  /** |power / P_max - 1| before projection: root mean square and 99th percentile. */
  powerRms: number;
  powerP99: number;
}

/** Measures a solver on problems whose constraint binds. */
export function measureAccuracy(
  problems: readonly Problem[],
  solve: (lambda: Float64Array, phi: Float64Array, pMax: number) => number,
): MultiplierAccuracy {
  const xi: number[] = [];
  const power: number[] = [];
  for (const { lambda, phi, pMax, xi: exact } of problems) {
    const found = solve(lambda, phi, pMax);
    const S = Math.sqrt(phi.reduce((a, b) => a + b, 0) / pMax);
    xi.push(Math.abs(found - exact) / S);
    power.push(Math.abs(powerAt(lambda, phi, found) / pMax - 1));
  }
  xi.sort((a, b) => a - b);
  power.sort((a, b) => a - b);
  const at = (sorted: readonly number[], p: number) => sorted[Math.round(p * (sorted.length - 1))];
  return {
    xiMedian: at(xi, 0.5),
    xiP99: at(xi, 0.99),
    powerRms: Math.hypot(...power) / Math.sqrt(power.length),
    powerP99: at(power, 0.99),
  };
}
