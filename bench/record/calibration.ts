import { medianMs } from '../clock.ts';

const STEPS = 200_000;
const SAMPLES = 25;

/**
 * Median time of a fixed scalar loop [ms]: how fast this machine is at this moment. Each step needs the one before, so it
 * follows the core's clock and neither caches nor vector units.
 */
export function calibrate(): number {
  let x = 0.3;
  const ms = medianMs(() => (x = logisticMap(x)), SAMPLES);
  if (!(x > 0 && x < 1)) throw new Error(`the loop left its interval: ${x}`);
  return ms;
}

function logisticMap(x: number): number {
  for (let n = 0; n < STEPS; n++) x = 3.9 * x * (1 - x);
  return x;
}
