/** A network size: O-RUs and users. */
export interface Size {
  readonly L: number;
  readonly K: number;
}

/** Sizes along which something grows. */
export interface Sweep {
  readonly id: 'both' | 'radios' | 'users';
  readonly title: string;
  readonly sizes: readonly Size[];
  /** What the plot's x axis is, and the label it has. */
  readonly x: { readonly of: (size: Size) => number; readonly label: string };
}

/** L^UE of the paper: every user brings as many serving links. */
const CLUSTER = 8;
const PAPER: Size = { L: 100, K: 48 };
/** L and K of the paper times these. */
const FACTORS = [0.25, 0.5, 1, 2, 4, 8];

export const SWEEPS: readonly Sweep[] = [
  {
    id: 'both',
    title: 'L and K together, at the density of the paper',
    sizes: FACTORS.map((factor) => ({ L: PAPER.L * factor, K: PAPER.K * factor })),
    x: { of: servingLinks, label: 'serving links' },
  },
  {
    id: 'radios',
    title: 'L alone, K = 48',
    sizes: FACTORS.map((factor) => ({ L: PAPER.L * factor, K: PAPER.K })),
    x: { of: ({ L }) => L, label: 'O-RUs' },
  },
  {
    id: 'users',
    title: 'K alone, L = 100',
    sizes: FACTORS.map((factor) => ({ L: PAPER.L, K: PAPER.K * factor })),
    x: { of: ({ K }) => K, label: 'users' },
  },
];

/** Pairs of a user and an O-RU that serves it. */
export function servingLinks({ K }: Size): number {
  return K * CLUSTER;
}

/**
 * What makes a network of this size from `paper`: its area and its O-DUs grow with L, so that an O-RU has the
 * neighbours that it has in the paper and an O-DU its 25 O-RUs.
 */
export function overridesOf({ L, K }: Size): string[] {
  const factor = L / PAPER.L;
  return [
    `network.radios=${L}`,
    `network.users=${K}`,
    `network.area_m=${500 * Math.sqrt(factor)}`,
    `network.odus=${Math.max(1, Math.round(4 * factor))}`,
  ];
}
