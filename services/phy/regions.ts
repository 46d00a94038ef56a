import { range, type Topology } from './topology.ts';

/** A part of the network; ids are ascending. */
export interface Region {
  readonly users: readonly number[];
  readonly radios: readonly number[];
}

/** A rectangle of the area: [from, to] along x and along y [m]. */
type Box = readonly [x: readonly [number, number], y: readonly [number, number]];

/**
 * Parts the network into regions of neighbouring users. Their numbers of users differ by at most one: each
 * user costs a simulator the same.
 *
 * The area is cut in two across its longer side, between the users, and so are its halves. O-RUs belong to
 * the side of each cut that they stand on.
 *
 * @param count regions, 1 to K
 */
export function regions(topology: Topology, count: number): Region[] {
  const { K, L, area } = topology;
  const side = [0, area] as const;
  return part(topology, { users: range(K), radios: range(L) }, count, [side, side]);
}

function part(topology: Topology, region: Region, count: number, box: Box): Region[] {
  if (count === 1) return [region];
  const lower = Math.ceil(count / 2);
  const length = ([from, to]: readonly [number, number]) => to - from;
  const axis = length(box[0]) >= length(box[1]) ? 0 : 1;
  const userAt = (k: number) => topology.usersXY[2 * k + axis];
  const users = region.users.toSorted((a, b) => userAt(a) - userAt(b) || a - b);
  const size = Math.round((users.length * lower) / count);
  const cut = (userAt(users[size - 1]) + userAt(users[size])) / 2;
  const isLower = (l: number) => topology.radiosXY[2 * l + axis] < cut;
  const halves: Region[] = [
    { users: ascending(users.slice(0, size)), radios: region.radios.filter(isLower) },
    { users: ascending(users.slice(size)), radios: region.radios.filter((l) => !isLower(l)) },
  ];
  const sides = [
    [box[axis][0], cut],
    [cut, box[axis][1]],
  ] as const;
  return halves.flatMap((half, n) =>
    part(
      topology,
      half,
      n === 0 ? lower : count - lower,
      axis === 0 ? [sides[n], box[1]] : [box[0], sides[n]],
    ),
  );
}

function ascending(ids: readonly number[]): number[] {
  return ids.toSorted((a, b) => a - b);
}
