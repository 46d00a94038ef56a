import type { Topology } from '@chorus/phy';

/** How many operations a scheme's precoders take in an RT loop, as an order. */
export interface Complexity {
  /** In the paper's notation. */
  readonly formula: string;
  /** Of what the formula is: the whole network, or one O-RU or user. */
  readonly of: 'network' | 'O-RU' | 'user';
  /** The formula's value in a network, summed over all of whom it is. */
  readonly operations: (topology: Topology) => number;
}

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
const perRadio = ({ served }: Topology, operations: (users: number) => number) =>
  sum(served.map(({ length }) => operations(length)));

/** The rows of the paper's Table I, and of what the paper has not. */
export const COMPLEXITIES = {
  'c-rzf': {
    formula: 'K²·L·N_r²·N_t + K³·N_r³',
    of: 'network',
    operations: ({ K, L, Nr, Nt }) => K ** 2 * L * Nr ** 2 * Nt + K ** 3 * Nr ** 3,
  },
  proposed: {
    formula: 'K_l²·L^UE·N_r²·N_t + N_t³',
    of: 'O-RU',
    operations: (topology) => {
      const { Nr, Nt, serving } = topology;
      return perRadio(topology, (users) => users ** 2 * serving[0].length * Nr ** 2 * Nt + Nt ** 3);
    },
  },
  wide: {
    formula: 'C_l·K_l·L^UE·N_r²·N_t + N_t³, C_l users coupled with the O-RU',
    of: 'O-RU',
    operations: ({ Nr, Nt, serving, served, coupled }) =>
      sum(
        served.map(
          (users, l) => coupled[l].length * users.length * serving[0].length * Nr ** 2 * Nt + Nt ** 3,
        ),
      ),
  },
  'd-rzf': {
    formula: 'K_l²·N_r²·N_t + K_l³·N_r³',
    of: 'O-RU',
    operations: (topology) => {
      const { Nr, Nt } = topology;
      return perRadio(topology, (users) => users ** 2 * Nr ** 2 * Nt + users ** 3 * Nr ** 3);
    },
  },
  'drl-wmmse': {
    formula: 'K_l·N_r·N_t² + N_t³',
    of: 'O-RU',
    operations: (topology) => {
      const { Nr, Nt } = topology;
      return perRadio(topology, (users) => users * Nr * Nt ** 2 + Nt ** 3);
    },
  },
  'p-rzf': {
    formula: 'C_k·(L^UE·N_t)²·N_r + (L^UE·N_t)³, C_k users coupled with the cluster',
    of: 'user',
    operations: ({ Nr, Nt, serving, coupled }) =>
      sum(
        serving.map((radios) => {
          const users = new Set(radios.flatMap((l) => coupled[l])).size;
          const antennas = radios.length * Nt;
          return users * antennas ** 2 * Nr + antennas ** 3;
        }),
      ),
  },
} as const satisfies Record<string, Complexity>;
