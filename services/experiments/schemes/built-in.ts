import type { NamedScheme } from './scheme.ts';
import { loadings, weights } from './constants.ts';

const rzf = (name: 'c-rzf' | 'd-rzf' | 'p-rzf'): NamedScheme => ({
  name,
  label: name.toUpperCase(),
  set: [`scheme.name=${name}`],
  rzf: { scheme: name },
});
/** Of (30) or what takes its place: the precoder dApp, and what an xApp sees. */
const proposed = (precoder: 'served' | 'wide', ...view: string[]) => [
  'scheme.name=proposed',
  `odu.precoder=${precoder}`,
  ...view,
];
const neighbours = (I: number) => ['network.observe=neighbours', `network.observed=${I}`];
const constant = (name: string) => {
  const known = [...loadings, ...weights].find((one) => one.name === name);
  if (known === undefined) throw new RangeError(`no constant ${name}`);
  return known.set;
};
const actor = (model: string) => ['xapp.name=actor', `xapp.model=${model}`];

/**
 * The schemes that experiments name. Constants are one for all networks, the best of their grids on topologies
 * that no figure uses; lambda is tuned on every network.
 */
export const builtInSchemes: readonly NamedScheme[] = [
  rzf('c-rzf'),
  rzf('d-rzf'),
  rzf('p-rzf'),
  {
    name: 'drl-wmmse',
    label: 'DRL-WMMSE (43), closed form',
    set: ['scheme.name=drl-wmmse', ...neighbours(6), ...constant('64 dB')],
  },
  ...(
    [
      [1, '60 dB'],
      [6, '56 dB'],
      [8, '56 dB'],
    ] as const
  ).map(([I, loading]) => ({
    name: `closed-form-i${I}`,
    label: `proposed, closed form, I = ${I}`,
    set: [...proposed('served', ...neighbours(I)), ...constant(loading)],
  })),
  {
    name: 'closed-form-covariance',
    label: 'proposed, closed form, covariance',
    set: [...proposed('served', 'network.observe=covariance'), ...constant('interference x 2.5')],
  },
  {
    name: 'actor-i6',
    label: 'proposed, actor, I = 6',
    set: [...proposed('served', ...neighbours(6)), ...actor('actor-i6')],
  },
  {
    name: 'actor-covariance',
    label: 'proposed, actor, covariance',
    set: [...proposed('served', 'network.observe=covariance'), ...actor('actor-covariance')],
  },
  {
    name: 'actor-covariance-wide',
    label: 'proposed, actor, covariance, wide',
    set: [...proposed('wide', 'network.observe=covariance'), ...actor('actor-covariance-wide')],
  },
  {
    name: 'actor-csi-10db',
    label: 'proposed, actor of noisy CSI, I = 6',
    set: [...proposed('served', ...neighbours(6)), ...actor('actor-csi-10db')],
  },
];
