import { multiplierCompliance } from '@chorus/contracts/compliance/multiplier-suite.ts';
import { createMultiplier } from './newton.ts';

multiplierCompliance('newton', createMultiplier, { tolerance: 1e-12, decades: 12 });
