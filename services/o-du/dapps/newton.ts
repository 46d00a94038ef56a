import type { MultiplierDApp } from '@chorus/contracts';
import { solveByNewton } from '@chorus/phy';

/** dApp 1 by safeguarded Newton steps: exact, and a few microseconds. */
export function createMultiplier(): MultiplierDApp {
  return { name: 'newton', solve: solveByNewton };
}
