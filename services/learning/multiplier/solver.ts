import { powerAt } from '@chorus/phy';
import type { Model } from '../model.ts';
import { Network } from '../nn/network.ts';
import { Bracket } from './bracket.ts';
import { newtonStep } from './newton-step.ts';
import { checkMultiplier } from './spec.ts';

/** Solves (28) by a trained network; nothing is allocated per solution. */
export class MultiplierNetwork {
  private readonly network: Network;
  private readonly bracket = new Bracket();

  /**
   * @param Nt antennas of the O-RUs whose problems it will meet
   * @throws ModelError where the model does not fit them
   */
  constructor(model: Model, Nt: number) {
    checkMultiplier(model, Nt);
    this.network = new Network(model.network, model.weights);
  }

  /** xi by the network alone: always finite and within the bracket, whatever the network says. */
  plain(lambda: Float64Array, phi: Float64Array, pMax: number): number {
    if (powerAt(lambda, phi, 0) <= pMax) return 0;
    const { network, bracket } = this;
    const { input } = network;
    bracket.read(lambda, phi, pMax);
    for (let i = 0; i < input.length; i++) input[i] = bracket.inputs[i];
    const position = 1 / (1 + Math.exp(-network.run()[0]));
    // Inputs that float64 does not hold make it NaN: then the lower end.
    return bracket.at(position >= 0 ? position : 0);
  }

  /** xi by the network and one Newton step from there, held to the bracket. */
  refined(lambda: Float64Array, phi: Float64Array, pMax: number): number {
    const xi = this.plain(lambda, phi, pMax);
    if (xi === 0) return 0;
    const { bracket } = this;
    const next = newtonStep(lambda, phi, pMax, xi);
    // Also takes what is not a number.
    return next >= bracket.at(0) ? Math.min(next, bracket.at(1)) : bracket.at(0);
  }
}
