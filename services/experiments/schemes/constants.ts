import type { Constant } from './scheme.ts';

/** Diagonal loadings of J_k that are tried [dB over the noise]; null is none. */
export const LOADING_GRID = [null, 40, 44, 48, 50, 52, 54, 56, 58, 60, 64] as const;

/** The closed form with each loading of the grid. */
export const loadings: readonly Constant[] = LOADING_GRID.map((db) => ({
  name: db === null ? 'no loading' : `${db} dB`,
  set: ['xapp.name=closed-form', `xapp.loading_db=${db}`],
}));

/** The closed form with the interference taken for so many times what was measured. */
export const weights: readonly Constant[] = [1.25, 1.5, 2, 2.5, 3, 4, 6].map((weight) => ({
  name: `interference x ${weight}`,
  set: ['xapp.name=weighted-interference', `xapp.loading_db=${10 * Math.log10(weight)}`],
}));
