import type { MultiplierDApp } from '@chorus/contracts';
import { solveByBisection } from '@chorus/phy';

/** dApp 1 by bisection: the reference that the paper's network learns from. */
export function createMultiplier(): MultiplierDApp {
  return { name: 'bisection', solve: solveByBisection };
}
