/** Geometry on the square area that wraps around at its edges: a torus. */
export interface Point {
  readonly x: number;
  readonly y: number;
}
/** x1, y1, x2, y2. */
export type Segment = readonly [number, number, number, number];

/** The shorter way from one coordinate to another, in [-area / 2, area / 2). */
export function wrapDelta(from: number, to: number, area: number): number {
  const half = area / 2;
  return ((((to - from + half) % area) + area) % area) - half;
}

/** The length of the shortest way. */
export function wrapDistance(a: Point, b: Point, area: number): number {
  return Math.hypot(wrapDelta(a.x, b.x, area), wrapDelta(a.y, b.y, area));
}

/**
 * The shortest way as lines to be drawn, clipped to the area by who draws. Where it crosses an edge there are two:
 * from each end to the other's image beyond the edge. (One that crosses two edges shows its two ends.)
 */
export function wrapSegments(a: Point, b: Point, area: number): readonly Segment[] {
  const [dx, dy] = [wrapDelta(a.x, b.x, area), wrapDelta(a.y, b.y, area)];
  const toB: Segment = [a.x, a.y, a.x + dx, a.y + dy];
  const crosses = Math.abs(a.x + dx - b.x) > 1e-9 * area || Math.abs(a.y + dy - b.y) > 1e-9 * area;
  return crosses ? [toB, [b.x - dx, b.y - dy, b.x, b.y]] : [toB];
}

/** The point nearest to a place, no further than `within`; -1 for none. */
export function nearest(points: readonly Point[], place: Point, area: number, within: number): number {
  let best = -1;
  let least = within;
  for (let i = 0; i < points.length; i++) {
    const distance = wrapDistance(place, points[i], area);
    if (distance <= least) [best, least] = [i, distance];
  }
  return best;
}

/**
 * The point that an arrow key leads to: among those in the half plane towards `direction` the one that is near and
 * not far off to the side. The point itself where it is alone.
 *
 * @param direction of length 1, y pointing as the points' y does
 */
export function neighbour(points: readonly Point[], from: number, direction: Point, area: number): number {
  let best = from;
  let least = Infinity;
  for (let i = 0; i < points.length; i++) {
    if (i === from) continue;
    const dx = wrapDelta(points[from].x, points[i].x, area);
    const dy = wrapDelta(points[from].y, points[i].y, area);
    const along = dx * direction.x + dy * direction.y;
    if (along <= 0) continue;
    const aside = Math.abs(dx * direction.y - dy * direction.x);
    const cost = along + 2 * aside;
    if (cost < least) [best, least] = [i, cost];
  }
  return best;
}
