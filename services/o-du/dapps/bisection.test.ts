import { multiplierCompliance } from '@chorus/contracts/compliance/multiplier-suite.ts';
import { createMultiplier } from './bisection.ts';

multiplierCompliance('bisection', createMultiplier, { tolerance: 1e-12, decades: 12 });
