import * as tf from '@tensorflow/tfjs-core';

type Rule = Omit<tf.GradConfig, 'kernelName'>;
type Attributes = Record<string, never>;

/** The gradient of a broadcast input: dy summed over the axes that were repeated. */
function reduce(dy: tf.Tensor, shape: number[]): tf.Tensor {
  const axes = tf.backend_util.getReductionAxes(shape, dy.shape);
  return tf.reshape(axes.length > 0 ? tf.sum(dy, axes) : dy, shape);
}

/** For f(x): the inputs or outputs named are kept, and `slope` gives dy f'. */
const unary = (keep: 'inputs' | 'outputs', slope: (dy: tf.Tensor, saved: tf.Tensor) => tf.Tensor): Rule => ({
  ...(keep === 'inputs' ? { inputsToSave: ['x'] } : { outputsToSave: [true] }),
  gradFunc: (dy, [saved]) => ({ x: () => slope(dy as tf.Tensor, saved) }),
});

/** For f(a, b) with broadcasting. */
const binary = (
  da: (dy: tf.Tensor, a: tf.Tensor, b: tf.Tensor) => tf.Tensor,
  db: (dy: tf.Tensor, a: tf.Tensor, b: tf.Tensor) => tf.Tensor,
): Rule => ({
  inputsToSave: ['a', 'b'],
  gradFunc: (dy, [a, b]) => ({
    a: () => reduce(da(dy as tf.Tensor, a, b), a.shape),
    b: () => reduce(db(dy as tf.Tensor, a, b), b.shape),
  }),
});

/** For sums over axes: dy at every element that was summed, times a factor. */
const spread = (factor: (x: tf.Tensor, dy: tf.Tensor) => number): Rule => ({
  inputsToSave: ['x'],
  gradFunc: (dy, [x], attributes) => {
    const axes = tf.util.parseAxisParam((attributes as Attributes).axis, x.shape);
    const kept = x.shape.map((size, i) => (axes.includes(i) ? 1 : size));
    const each = factor(x, dy as tf.Tensor);
    return { x: () => tf.mul(tf.reshape(dy as tf.Tensor, kept), tf.fill(x.shape, each)) };
  },
});

/**
 * Gradients of the kernels that learning uses.
 *
 * TensorFlow.js keeps its own in a module that Node cannot import from tfjs-core alone (its imports have no
 * extensions); the package that can weighs 300 MB.
 */
const rules: Record<string, Rule> = {
  Add: binary(
    (dy) => dy,
    (dy) => dy,
  ),
  Sub: binary(
    (dy) => dy,
    (dy) => tf.neg(dy),
  ),
  Multiply: binary(
    (dy, _, b) => tf.mul(dy, b),
    (dy, a) => tf.mul(dy, a),
  ),
  RealDiv: binary(
    (dy, _, b) => tf.div(dy, b),
    (dy, a, b) => tf.neg(tf.div(tf.mul(dy, a), tf.square(b))),
  ),
  Minimum: binary(
    (dy, a, b) => tf.mul(dy, tf.cast(tf.lessEqual(a, b), 'float32')),
    (dy, a, b) => tf.mul(dy, tf.cast(tf.greater(a, b), 'float32')),
  ),
  Exp: unary('outputs', (dy, y) => tf.mul(dy, y)),
  Log: unary('inputs', (dy, x) => tf.div(dy, x)),
  Sqrt: unary('inputs', (dy, x) => tf.div(dy, tf.mul(2, tf.sqrt(x)))),
  Square: unary('inputs', (dy, x) => tf.mul(dy, tf.mul(2, x))),
  Abs: unary('inputs', (dy, x) => tf.mul(dy, tf.sign(x))),
  Tanh: unary('outputs', (dy, y) => tf.mul(dy, tf.sub(1, tf.square(y)))),
  Sigmoid: unary('outputs', (dy, y) => tf.mul(dy, tf.mul(y, tf.sub(1, y)))),
  Softplus: unary('inputs', (dy, x) => tf.mul(dy, tf.sigmoid(x))),
  Neg: { gradFunc: (dy) => ({ x: () => tf.neg(dy as tf.Tensor) }) },
  Identity: { gradFunc: (dy) => ({ x: () => tf.clone(dy as tf.Tensor) }) },
  ClipByValue: {
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attributes) => {
      const { clipValueMin, clipValueMax } = attributes as unknown as Record<string, number>;
      const inside = tf.logicalAnd(tf.greaterEqual(x, clipValueMin), tf.lessEqual(x, clipValueMax));
      return { x: () => tf.mul(dy as tf.Tensor, tf.cast(inside, 'float32')) };
    },
  },
  Reshape: {
    inputsToSave: ['x'],
    gradFunc: (dy, [x]) => ({ x: () => tf.reshape(dy as tf.Tensor, x.shape) }),
  },
  Transpose: {
    gradFunc: (dy, _, attributes) => {
      const { perm } = attributes as unknown as { perm: number[] };
      const back = perm.map((_axis, i) => perm.indexOf(i));
      return { x: () => tf.transpose(dy as tf.Tensor, back) };
    },
  },
  Sum: spread(() => 1),
  Mean: spread((x, dy) => dy.size / x.size),
  Slice: {
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attributes) => {
      const { begin } = attributes as unknown as { begin: number | number[] };
      const from = x.shape.map((_, i) => (Array.isArray(begin) ? (begin[i] ?? 0) : i === 0 ? begin : 0));
      const length = (dy as tf.Tensor).shape;
      const paddings = x.shape.map((n, i): [number, number] => [from[i], n - from[i] - length[i]]);
      return { x: () => tf.pad(dy as tf.Tensor, paddings) };
    },
  },
  Concat: {
    saveAllInputs: true,
    gradFunc: (dy, parts, attributes) => {
      const [axis] = tf.util.parseAxisParam((attributes as Attributes).axis, parts[0].shape);
      const pieces = tf.split(
        dy as tf.Tensor,
        parts.map(({ shape }) => shape[axis]),
        axis,
      );
      return Object.fromEntries(pieces.map((piece, i) => [i, () => piece]));
    },
  },
  SplitV: {
    gradFunc: (dy, _, attributes) => ({
      x: () => tf.concat(dy as unknown as tf.Tensor[], (attributes as Attributes).axis),
    }),
  },
  Tile: {
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attributes) => {
      const { reps } = attributes as unknown as { reps: number[] };
      // Repeats and the axis itself side by side, then a sum over the repeats.
      const apart = x.shape.flatMap((size, i) => [reps[i], size]);
      const axes = x.shape.map((_, i) => 2 * i);
      return { x: () => tf.sum(tf.reshape(dy as tf.Tensor, apart), axes) };
    },
  },
};

/** Registers what the backend's own package has not. */
export function registerGradients(): void {
  for (const [kernelName, rule] of Object.entries(rules)) {
    if (tf.getGradient(kernelName) === undefined) tf.registerGradient({ kernelName, ...rule });
  }
}
