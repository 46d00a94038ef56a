import { tf } from '../nn/backend.ts';
import type { Dataset } from './dataset.ts';

/**
 * Mean square of ln(power / P_max) at the xi that the network puts out: about the relative error of the
 * transmit power before projection.
 *
 * With a gradient of its own, d power / d xi in closed form.
 *
 * @param output of the network, [1, B, 1]: the position in the bracket before the sigmoid
 * @param data the batch, B problems
 */
export function powerLoss(output: tf.Tensor3D, data: Dataset): tf.Scalar {
  const { size, width } = data;
  const loss = tf.customGrad((...args) => {
    const [raw, save] = args as unknown as [tf.Tensor3D, tf.GradSaveFunc];
    const column = (values: Float32Array) => tf.tensor2d(values, [size, 1]);
    const span = column(data.span);
    const position = tf.sigmoid(tf.reshape(raw, [size, 1]));
    const step = tf.mul(column(data.reach), tf.exp(tf.mul(position, span)));
    const distance = tf.add(tf.tensor2d(data.distance, [size, width]), step);
    const terms = tf.div(tf.tensor2d(data.share, [size, width]), tf.square(distance));
    const power = tf.sum(terms, 1, true);
    const error = tf.log(power);
    const powerSlope = tf.mul(-2, tf.sum(tf.div(terms, distance), 1, true));
    const stepSlope = tf.mul(tf.mul(step, span), tf.mul(position, tf.sub(1, position)));
    const errorSlope = tf.mul(tf.div(powerSlope, power), stepSlope);
    save([tf.reshape(tf.mul(tf.mul(2 / size, error), errorSlope), raw.shape)]);
    return {
      value: tf.mean(tf.square(error)),
      gradFunc: (dy: tf.Tensor, [slope]: tf.Tensor[]) => tf.mul(dy, slope),
    };
  });
  return loss(output) as tf.Scalar;
}
