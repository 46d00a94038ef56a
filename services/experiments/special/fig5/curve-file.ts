import { existsSync, readFileSync } from 'node:fs';

/** What is needed of the records of curve.jsonl. */
export interface CurvePoint {
  readonly iteration: number;
  /** Near-RT loops of training so far. */
  readonly nearRtLoops: number;
  /** On the held-out networks [bit/s/Hz]; null in iterations without an evaluation. */
  readonly sumRate: number | null;
}

/** A training's curve so far; empty before it has begun. The last line may be half written. */
export function readCurvePoints(path: string): CurvePoint[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as CurvePoint);
}

/** The evaluations that all curves share: [curves][x] of their sum rates, by near-RT loops of training. */
export function sharedEvaluations(curves: readonly (readonly CurvePoint[])[]): {
  nearRtLoops: number[];
  sumRates: number[][];
} {
  const maps = curves.map(
    (points) =>
      new Map(
        points.flatMap(({ nearRtLoops, sumRate }) => (sumRate === null ? [] : [[nearRtLoops, sumRate]])),
      ),
  );
  const nearRtLoops = [...maps[0].keys()].filter((x) => maps.every((map) => map.has(x)));
  return { nearRtLoops, sumRates: maps.map((map) => nearRtLoops.map((x) => map.get(x) as number)) };
}
