/** Upper ends of the classes that answers are counted in, by when they came after their deadline [ms]; one more is open. */
export const LATENESS_MS = [0, 0.1, 0.2, 0.5, 1, 2, 5, 10, 100] as const;

/** In which class an answer is. @param ms after its deadline; not positive if in time */
export function latenessClass(ms: number): number {
  let n = 0;
  while (n < LATENESS_MS.length && ms > LATENESS_MS[n]) n++;
  return n;
}

/** Empty classes. */
export const noLateness = (): number[] => new Array<number>(LATENESS_MS.length + 1).fill(0);
