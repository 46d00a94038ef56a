import type { Activation } from './dense.ts';

/** A trained network's shape. */
export interface NetworkShape {
  /** Sizes of input, hidden layers and output. */
  readonly sizes: readonly number[];
  readonly activation: Exclude<Activation, 'linear'>;
}

/**
 * A trained network, run one input at a time without TensorFlow.js: for apps that answer within a loop, a
 * small network is done before a tensor is made.
 */
export class Network {
  readonly shape: NetworkShape;
  private readonly weights: Float32Array;
  private readonly layers: readonly Float64Array[];

  /** @param weights layer after layer, kernel [n, m] before bias [m] */
  constructor(shape: NetworkShape, weights: Float32Array) {
    const expected = weightCount(shape.sizes);
    if (weights.length !== expected)
      throw new RangeError(
        `${weights.length} weights; a network of ${shape.sizes.join('-')} has ${expected}`,
      );
    this.shape = shape;
    this.weights = weights;
    this.layers = shape.sizes.map((size) => new Float64Array(size));
  }

  /** Input of the next {@link run}, to fill. */
  get input(): Float64Array {
    return this.layers[0];
  }

  /** @returns the output, which the next run overwrites */
  run(): Float64Array {
    const { layers, weights } = this;
    const tanh = this.shape.activation === 'tanh';
    let at = 0;
    for (let layer = 1; layer < layers.length; layer++) {
      const x = layers[layer - 1];
      const y = layers[layer];
      const m = y.length;
      const bias = at + x.length * m;
      for (let j = 0; j < m; j++) y[j] = weights[bias + j];
      for (let i = 0; i < x.length; i++, at += m) {
        const xi = x[i];
        if (xi === 0) continue;
        for (let j = 0; j < m; j++) y[j] += xi * weights[at + j];
      }
      at = bias + m;
      if (layer === layers.length - 1) break;
      for (let j = 0; j < m; j++) y[j] = tanh ? Math.tanh(y[j]) : Math.max(0, y[j]);
    }
    return layers[layers.length - 1];
  }
}

/** How many weights a network of these sizes has. */
export function weightCount(sizes: readonly number[]): number {
  return sizes.slice(1).reduce((sum, m, layer) => sum + (sizes[layer] + 1) * m, 0);
}
