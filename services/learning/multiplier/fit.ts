import { Random } from '@chorus/phy';
import { tf } from '../nn/backend.ts';
import { Mlp } from '../nn/mlp.ts';
import { INPUTS } from './bracket.ts';
import { inputMoments, selectRows, type Dataset } from './dataset.ts';
import { powerLoss } from './loss.ts';

export interface FitInit {
  seed: number;
  /** Sizes of the hidden layers. */
  hidden: readonly number[];
  batch: number;
  steps: number;
  /** Adam's, falling to zero over a half cosine. */
  rate: number;
}

/**
 * Fits a network to the problems' powers, on the backend that is started.
 *
 * @returns its weights, for inputs as {@link Bracket} gives them
 */
export async function fit(
  config: FitInit,
  data: Dataset,
  onSteps: (done: number) => void,
): Promise<Float32Array> {
  const { seed, steps, batch } = config;
  const { mean, deviation } = inputMoments(data);
  const inputs = data.inputs.map((value, i) => (value - mean[i % INPUTS]) / deviation[i % INPUTS]);
  const standard: Dataset = { ...data, inputs };
  const sizes = [INPUTS, ...config.hidden, 1];
  const mlp = new Mlp({ sizes, activation: 'relu' }, new Random(seed, 'multiplier-weights'));
  const random = new Random(seed, 'multiplier-batches');
  const optimizer = tf.train.adam(config.rate);
  for (let step = 0; step < steps; step++) {
    setRate(optimizer, (config.rate * (1 + Math.cos((Math.PI * step) / steps))) / 2);
    const rows = Int32Array.from({ length: batch }, () => Math.floor(random.uniform() * data.size));
    const chosen = selectRows(standard, rows);
    const loss = () => powerLoss(mlp.apply(tf.tensor3d(chosen.inputs, [1, batch, INPUTS])), chosen);
    tf.tidy(() => void optimizer.minimize(loss, false, mlp.variables as tf.Variable[]));
    if ((step + 1) % 100 === 0) onSteps(step + 1);
  }
  optimizer.dispose();
  const weights = await mlp.weights();
  mlp.dispose();
  return foldStandard(weights, sizes[1], mean, deviation);
}

function setRate(optimizer: tf.AdamOptimizer, rate: number): void {
  // TensorFlow.js changes the rate of a running optimizer only through this field.
  (optimizer as unknown as { learningRate: number }).learningRate = rate;
}

/** The first layer takes inputs as they are instead of standardised: w / deviation, b - sum of w mean / deviation. */
function foldStandard(
  weights: Float32Array,
  m: number,
  mean: Float64Array,
  deviation: Float64Array,
): Float32Array {
  const folded = weights.slice();
  for (let j = 0; j < m; j++) {
    let bias = weights[INPUTS * m + j];
    for (let i = 0; i < INPUTS; i++) {
      const w = weights[i * m + j] / deviation[i];
      folded[i * m + j] = w;
      bias -= w * mean[i];
    }
    folded[INPUTS * m + j] = bias;
  }
  return folded;
}
