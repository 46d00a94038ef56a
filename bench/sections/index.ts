import { budget } from './budget.ts';
import { e2 } from './e2.ts';
import { interfaces } from './interfaces.ts';
import { multipliers } from './multipliers.ts';
import { precoding } from './precoding.ts';
import { realtime } from './realtime.ts';
import { scale } from './scale.ts';
import type { Section } from './section.ts';
import { table1 } from './table1.ts';
import { testbed } from './testbed.ts';

/** In the order in which they run. */
export const SECTIONS: readonly Section[] = [
  precoding,
  multipliers,
  table1,
  scale,
  interfaces,
  budget,
  e2,
  testbed,
  realtime,
];
