import { Random } from '@chorus/phy';
import { concat } from '../concat.ts';
import { tf } from './backend.ts';
import { frozenNetwork, network, type HiddenActivation } from './dense.ts';

export interface MlpInit {
  /** Sizes of input, hidden layers and output. */
  sizes: readonly number[];
  /** Of the hidden layers; the output is linear. */
  activation: HiddenActivation;
  /** Networks side by side, each with weights of its own; default 1. */
  groups?: number;
  /** Factor on the last layer's starting weights; 0 makes the output 0. Default 1. */
  outputScale?: number;
}

/** G fully connected networks of one shape, trained together. */
export class Mlp {
  readonly init: Required<MlpInit>;
  /** Kernel [G, n, m] and bias [G, 1, m] of each layer in turn. */
  readonly variables: tf.Variable<tf.Rank.R3>[];

  constructor(init: MlpInit, random: Random) {
    this.init = { groups: 1, outputScale: 1, ...init };
    const { sizes, groups, outputScale } = this.init;
    this.variables = sizes.slice(1).flatMap((m, layer) => {
      const n = sizes[layer];
      // Uniform within 1 / sqrt(n), as PyTorch starts its linear layers.
      const bound = (layer === sizes.length - 2 ? outputScale : 1) / Math.sqrt(n);
      const draw = (count: number) =>
        Float32Array.from({ length: count }, () => bound * (2 * random.uniform() - 1));
      return [
        tf.variable(tf.tensor3d(draw(groups * n * m), [groups, n, m])),
        tf.variable(tf.tensor3d(draw(groups * m), [groups, 1, m])),
      ];
    });
  }

  /**
   * @param x [G, B, n], or fewer where networks share: network g takes x of g modulo their number
   * @param frozen gives gradients for x and none for the weights; else there are none for x, which is data
   * @returns [G, B, m]
   */
  apply(x: tf.Tensor3D, frozen = false): tf.Tensor3D {
    return (frozen ? frozenNetwork : network)(x, this.variables, this.init.activation);
  }

  /** Every weight of group g, layer after layer, kernel before bias. */
  async weights(group = 0): Promise<Float32Array> {
    const { groups } = this.init;
    const parts = await Promise.all(
      this.variables.map(async (variable) => {
        const size = variable.size / groups;
        return ((await variable.data()) as Float32Array).slice(group * size, (group + 1) * size);
      }),
    );
    return concat(parts);
  }

  /** Sets the weights of every group, as {@link weights} gives them. */
  setWeights(groups: readonly Float32Array[]): void {
    let at = 0;
    for (const variable of this.variables) {
      const size = variable.size / this.init.groups;
      const values = concat(groups.map((weights) => weights.subarray(at, at + size)));
      tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
      at += size;
    }
  }

  dispose(): void {
    for (const variable of this.variables) variable.dispose();
  }
}
