/** Loops of a run that its start still shows in, and that do not count: a third. */
export function settlingLoops(nearRtLoops: number): number {
  return Math.floor(nearRtLoops / 3);
}
