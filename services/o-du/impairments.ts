import { Random } from '@chorus/phy';

/**
 * Whether a message is lost. It hangs on the seed and on what the message is, not on when it came or
 * how many others there were, so that lockstep repeats it.
 *
 * @param what names the message, for instance `e2-loss.2.17`
 * @param probability from 0 to 1
 */
export function isLost(seed: number, what: string, probability: number): boolean {
  return probability > 0 && new Random(seed, what).uniform() < probability;
}
