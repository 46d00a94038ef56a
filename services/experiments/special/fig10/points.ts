import type { NamedScheme } from '../../schemes/scheme.ts';

/** What Fig. 10 varies, one panel each. */
export const SWEEPS = [
  { id: 'a', field: 'network.users', label: 'users K', values: [16, 24, 32, 40, 48, 56, 64] },
  { id: 'b', field: 'network.cluster', label: 'cluster size L^UE', values: [2, 4, 8, 16, 32, 64, 100] },
  { id: 'c', field: 'network.nt', label: 'transmit antennas N_t', values: [2, 4, 6, 8] },
] as const;
export type Sweep = (typeof SWEEPS)[number];

/** E2's load hangs on sizes alone, so lambda need not be tuned. */
const untuned = 'rzf.lambda=1e6';

/** Whoever puts something else on E2; an actor puts what the closed form does. */
export const SCHEMES: readonly NamedScheme[] = [
  { name: 'closed-form-i6', label: 'proposed, I = 6', set: ['scheme.name=proposed'] },
  {
    name: 'closed-form-covariance',
    label: 'proposed, covariance',
    set: ['scheme.name=proposed', 'network.observe=covariance', 'xapp.loading_db=null'],
  },
  {
    name: 'closed-form-power',
    label: 'proposed, power',
    set: ['scheme.name=proposed', 'network.observe=power', 'xapp.loading_db=null'],
  },
  { name: 'c-rzf', label: 'C-RZF', set: ['scheme.name=c-rzf', untuned] },
  { name: 'drl-wmmse', label: 'DRL-WMMSE', set: ['scheme.name=drl-wmmse'] },
  { name: 'd-rzf', label: 'D-RZF', set: ['scheme.name=d-rzf', untuned] },
  { name: 'p-rzf', label: 'P-RZF', set: ['scheme.name=p-rzf', untuned] },
];
