import { tf } from './backend.ts';

export type Activation = 'linear' | 'relu' | 'tanh';

/** Hidden layers' activation; the last layer is linear. */
export type HiddenActivation = Exclude<Activation, 'linear'>;

/** Kernel [G, n, m] and bias [G, 1, m] of each layer in turn, for G networks side by side. */
export type Layers = readonly tf.Tensor3D[];

/**
 * y = w_D f(.. f(w_1 x + b_1) ..) + b_D for G networks side by side, with the gradients of the weights.
 *
 * None for x, which is data. With a gradient of its own: the stock one multiplies with transpose flags, which
 * the wasm backend does ten times slower than a transpose followed by a plain product.
 *
 * @param x [G, B, n], or fewer when networks share: network g of G takes x of g modulo their number
 * @returns [G, B, m]
 */
export function network(x: tf.Tensor3D, layers: Layers, activation: HiddenActivation): tf.Tensor3D {
  const apply = tf.customGrad((...args) => {
    const save = args.at(-1) as unknown as tf.GradSaveFunc;
    const given = args.slice(0, -1) as tf.Tensor3D[];
    const inputs = pieces(x);
    const values = forward(inputs, given, activation);
    const known = [inputs, ...values.slice(0, -1)];
    save([...given, ...known.flat()]);
    return {
      value: tf.concat(values.at(-1) as tf.Tensor3D[], 0),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const weights = saved.slice(0, layers.length) as tf.Tensor3D[];
        const left = (saved as tf.Tensor3D[]).slice(layers.length);
        const below = known.map(({ length }) => left.splice(0, length));
        return weightGradients(pieces(dy as tf.Tensor3D), weights, below, activation);
      },
    };
  });
  return apply(...layers);
}

/** As {@link network}, with a gradient for x only: for networks that are asked, not trained. */
export function frozenNetwork(x: tf.Tensor3D, layers: Layers, activation: HiddenActivation): tf.Tensor3D {
  const apply = tf.customGrad((...args) => {
    const [input, save] = args as unknown as [tf.Tensor3D, tf.GradSaveFunc];
    const values = forward(pieces(input), layers, activation);
    const hidden = values.slice(0, -1);
    save(hidden.flat());
    return {
      value: tf.concat(values.at(-1) as tf.Tensor3D[], 0),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const left = (saved as tf.Tensor3D[]).slice();
        const known = hidden.map(({ length }) => left.splice(0, length));
        let dz = pieces(dy as tf.Tensor3D);
        for (let layer = known.length; layer > 0; layer--)
          dz = back(dz, pieces(layers[2 * layer]), known[layer - 1], activation);
        const dx = back(dz, pieces(layers[0]));
        return tf.concat(sharedSums(input.shape[0], dx), 0);
      },
    };
  });
  return apply(x);
}

/** Gradients of the kernel and the bias of each layer. @param below what each layer was given, by network */
function weightGradients(
  dy: tf.Tensor3D[],
  weights: Layers,
  below: tf.Tensor3D[][],
  activation: HiddenActivation,
): tf.Tensor3D[] {
  const gradients: tf.Tensor3D[] = [];
  // A product with ones sums over the batch several times faster than the kernel for sums.
  const ones = tf.ones([1, 1, dy[0].shape[1]]);
  let dz = dy;
  for (let layer = below.length - 1; layer >= 0; layer--) {
    const turned = below[layer].map(transposed);
    const kernel = dz.map((piece, g) => tf.matMul<tf.Tensor3D>(turned[g % turned.length], piece));
    const bias = dz.map((piece) => tf.matMul<tf.Tensor3D>(ones, piece));
    gradients.unshift(tf.concat(kernel, 0), tf.concat(bias, 0));
    if (layer > 0) dz = back(dz, pieces(weights[2 * layer]), below[layer], activation);
  }
  return gradients;
}

/** The gradient in front of a layer, of what the activation below it was given where there is one. */
function back(
  dz: tf.Tensor3D[],
  kernels: tf.Tensor3D[],
  values: tf.Tensor3D[] | null = null,
  activation: Activation = 'linear',
): tf.Tensor3D[] {
  return dz.map((piece, g) => {
    const dy: tf.Tensor3D = tf.matMul(piece, transposed(kernels[g]));
    return values === null ? dy : tf.mul(dy, slope(values[g], activation));
  });
}

/** @returns what each layer puts out, by network, [1, B, m] each */
function forward(x: tf.Tensor3D[], layers: Layers, activation: HiddenActivation): tf.Tensor3D[][] {
  const values: tf.Tensor3D[][] = [];
  const depth = layers.length / 2;
  for (let layer = 0; layer < depth; layer++) {
    const input = layer === 0 ? x : values[layer - 1];
    const biases = pieces(layers[2 * layer + 1]);
    values.push(
      pieces(layers[2 * layer]).map((kernel, g) =>
        dense(input[g % input.length], kernel, biases[g], layer === depth - 1 ? 'linear' : activation),
      ),
    );
  }
  return values;
}

/** f(x w + b) in one kernel, which `tf.fused.matMul` is not while gradients are taken. All [1, ., .]. */
function dense(x: tf.Tensor3D, w: tf.Tensor3D, b: tf.Tensor3D, activation: Activation): tf.Tensor3D {
  // The kernel wants data made with one axis; a reshape alone keeps the data's own.
  const bias = tf.clone(tf.reshape(b, [b.size]));
  const fused = activation === 'tanh' ? 'linear' : activation;
  const sum = tf
    .engine()
    .runKernel<tf.Tensor3D>(
      tf._FusedMatMul,
      { a: x, b: w, bias },
      { transposeA: false, transposeB: false, activation: fused },
    );
  return activation === 'tanh' ? tf.tanh(sum) : sum;
}

/**
 * The matrices of [G, n, m], each [1, n, m]: the wasm backend has a fast kernel for a single product, and a slow
 * one for a batch of them.
 */
function pieces(all: tf.Tensor3D): tf.Tensor3D[] {
  return all.shape[0] === 1 ? [all] : tf.split(all, all.shape[0], 0);
}

/** Sums of what belongs to the same one of `count` inputs. */
function sharedSums(count: number, all: tf.Tensor3D[]): tf.Tensor3D[] {
  return all.slice(0, count).map((first, g) => {
    let sum = first;
    for (let other = g + count; other < all.length; other += count) sum = tf.add(sum, all[other]);
    return sum;
  });
}

function transposed(matrix: tf.Tensor3D): tf.Tensor3D {
  return tf.transpose(matrix, [0, 2, 1]);
}

/** f' from f's value. */
function slope(y: tf.Tensor, activation: Activation): tf.Tensor {
  return activation === 'tanh' ? tf.sub(1, tf.square(y)) : tf.step(y);
}
