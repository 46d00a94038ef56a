import { ModelError, type Model } from '../model.ts';
import { INPUTS } from './bracket.ts';

/** What a multiplier model was made for. */
export interface MultiplierSpec {
  /** What its input and output mean: those of `Bracket`. */
  readonly input: 'bracket-1';
  /** N_t of the O-RUs whose problems it was trained on, ascending. */
  readonly antennas: readonly number[];
}

/** @throws ModelError where the model is for something else, or for other numbers of antennas than N_t */
export function checkMultiplier({ kind, spec, network }: Model, Nt: number): void {
  if (kind !== 'multiplier') throw new ModelError(`its kind is ${kind}; allowed: multiplier`);
  const { input, antennas } = spec as Partial<MultiplierSpec>;
  if (input !== 'bracket-1')
    throw new ModelError(`spec.input is ${JSON.stringify(input)}; allowed: "bracket-1"`);
  if (!Array.isArray(antennas) || !antennas.every((n) => Number.isSafeInteger(n) && n >= 1))
    throw new ModelError(`spec.antennas is ${JSON.stringify(antennas)}; allowed: a list of integers from 1`);
  const { sizes } = network;
  if (sizes[0] !== INPUTS || sizes[sizes.length - 1] !== 1)
    throw new ModelError(`network.sizes is ${sizes.join('-')}; allowed: ${INPUTS} inputs and 1 output`);
  if (!antennas.includes(Nt))
    throw new ModelError(
      `it is for N_t = ${antennas.join(', ')}, not ${Nt}; newton and bisection work for every N_t`,
    );
}
